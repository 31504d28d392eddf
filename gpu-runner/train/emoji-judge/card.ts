import { commandOf } from '../command-of.ts';
import type { PicturesManifest } from '../dataset/dataset.ts';
import { stepsPerEpoch } from '../epochs.ts';
import { curveText, lossText, timeText, weightsText } from '../facts.ts';
import { frontMatter } from '../front-matter.ts';
import { type Lap, lapRows } from '../history.ts';
import type { JudgeResult } from './export.ts';
import { labelsOf } from './run.ts';

/** The card of the judge of pictures, all but its accuracy: after which other runs its own came. */
export function judgeCard(result: JudgeResult, data: PicturesManifest, before: readonly Lap[]): string {
  const { config, metrics } = result;
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
${table([...lapRows(before), ...rowsOf(result)])}

    ${commandOf(config, before)}

${curveText('Loss by epoch', metrics)}
`;
}

function rowsOf({ config, step, weights, metrics }: JudgeResult): [string, string][] {
  const epochs = Number((step / stepsPerEpoch(config)).toFixed(2));
  const values = Object.values(weights).reduce((sum, { data }) => sum + data.length, 0);
  return [
    ['Epochs run', `${epochs} of ${config.epochs}, batches of ${config.batch}${timeText(', ', metrics)}`],
    ['Pictures', '64 px in [-1, 1], moved by up to 4 px, mirrored half of the time, under noise of up to 0.1'],
    ['Loss', lossText('cross entropy of thing and of style', metrics)],
    ['Optimiser', `Adam, ${config.lr.toExponential()} after a warm-up, falling as half a cosine`],
    ['Weights', `${weightsText(config.ema)}; ${values.toLocaleString('en')} numbers in half precision`],
  ];
}

function table(rows: readonly [string, string][]): string {
  return ['| | |', '|---|---|', ...rows.map(([name, text]) => `| ${name} | ${text} |`)].join('\n');
}
