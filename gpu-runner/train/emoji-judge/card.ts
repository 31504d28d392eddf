import { frontMatter } from '../front-matter.ts';
import { secondsOf } from '../metrics.ts';
import type { PicturesManifest } from '../pictures/dataset.ts';
import { duration } from '../progress.ts';
import { stepsPerEpoch } from '../run.ts';
import type { JudgeResult } from './export.ts';
import { labelsOf } from './run.ts';

/** Steps whose mean is the final loss of a run. */
const FINAL_STEPS = 200;

/** The card of the judge of pictures, all but its accuracy. */
export function judgeCard(result: JudgeResult, data: PicturesManifest): string {
  const { config } = result;
  const { things, styles } = labelsOf(config);
  const sources = data.sources.map(({ name, version, licence }) => `\`${name}\` ${version} (${licence})`);
  return `${frontMatter()}
# emoji-judge: reads pictograms

A small convolutional classifier, trained apart from the diffusion models, that \`manifold judge\` reads their samples with: it
tells apart ${things.length} things and scenes, and the styles ${styles.join(', ')}. It draws nothing.

## Data and licence
${config.limit.toLocaleString('en')} of ${data.count.toLocaleString('en')} captioned pictures that \`manifold dataset emoji\` made of the npm packages ${sources.join(' and ')}. The
weights are under the MIT licence of this repository.

## Training
${table(rowsOf(result))}

    manifold train emoji-judge --data DIR --hidden ${config.hidden} --epochs ${config.epochs} --batch ${config.batch} --seed ${config.seed}

![Loss by epoch](loss.png)
`;
}

function rowsOf({ config, step, weights, metrics }: JudgeResult): [string, string][] {
  const last = metrics.slice(-FINAL_STEPS);
  const loss = last.reduce((sum, metric) => sum + metric.loss, 0) / last.length;
  const epochs = Number((step / stepsPerEpoch(config)).toFixed(2));
  const values = Object.values(weights).reduce((sum, { data }) => sum + data.length, 0);
  return [
    ['Epochs run', `${epochs} of ${config.epochs}, batches of ${config.batch}, ${duration(secondsOf(metrics))}`],
    ['Pictures', '64 px in [-1, 1], moved by up to 4 px, mirrored half of the time, under noise of up to 0.1'],
    ['Loss', `cross entropy of thing and of style; ${loss.toFixed(4)} over the last ${last.length} steps`],
    ['Optimiser', `Adam, ${config.lr.toExponential()} after a warm-up, falling as half a cosine`],
    [
      'Weights',
      `moving average of the run's, decay ${config.ema}; ${values.toLocaleString('en')} numbers in half precision`,
    ],
  ];
}

function table(rows: readonly [string, string][]): string {
  return ['| | |', '|---|---|', ...rows.map(([name, text]) => `| ${name} | ${text} |`)].join('\n');
}
