import type { Tensors } from '../../tensor/tensor.ts';
import { commandOf } from '../command-of.ts';
import type { PicturesManifest } from '../dataset/dataset.ts';
import { curveText, lossText, MOVED, placeText, timeText, weightsText } from '../facts.ts';
import { frontMatter } from '../front-matter.ts';
import { type Lap, lapRows } from '../history.ts';
import type { Metric } from '../metrics-file.ts';
import { type TrainingPlan, totalSteps } from '../plan.ts';
import { IDEAS } from './ideas.ts';
import { imagesAfter, stretchesOf, type TinyConfig, tinyPlan } from './run.ts';

/** What a run has come to. */
export interface TinyResult<C = TinyConfig> {
  readonly config: C;
  readonly step: number;
  readonly weights: Tensors;
  readonly metrics: readonly Metric[];
}

/** What the configurations of both stages have. */
type Planned = Pick<TinyConfig, 'sizes' | 'lr' | 'ema' | 'optimiser'>;

/** How stage 1 is sampled where nobody says otherwise. */
const SAMPLED = { guidance_scale: 3, num_inference_steps: 50 };

const WORDS = {
  diffusion: 'text left out for a tenth of the pictures',
  error: 'squared error of the v-prediction, and the variational term for the variance',
};

/** The file of a bundle that shows its samples. */
export const GRID = 'grid.png';

/** The card of a bundle: after which other runs its own came, and whether its samples are there to be shown. */
export function tinyCard(
  result: TinyResult,
  data: PicturesManifest,
  { before, hasGrid }: { readonly before: readonly Lap[]; readonly hasGrid: boolean },
): string {
  const { config, step, metrics } = result;
  const { size } = stretchesOf(config).at(-1)!;
  return `${frontMatter({ examples: IDEAS, parameters: SAMPLED })}
# if-tiny: pictograms from words

A text-to-image diffusion model of ${size} x ${size} pixels in the architecture of DeepFloyd IF, a U-Net and a T5 encoder, trained together by
this repository${placeText(metrics, before)}. None of DeepFloyd IF's weights are in it.

## Data and licence
${dataText(data)}

## Training
${table([...lapRows(before), ...factRows(result, tinyPlan(config), WORDS)])}

    ${commandOf(config, before)}

${curveText('Loss', metrics)}

The run covers ${step} of ${totalSteps(tinyPlan(config))} steps.
${hasGrid ? `\n## Samples\nThe last that were drawn on the way, with guidance.\n\n![Samples by prompt](${GRID})\n` : ''}
## What it cannot do
It knows the things and the manners of speaking of its data set and nothing else: no photographs, no faces of anybody, no
writing. Words that no caption has are spelled to it letter by letter, and mean nothing.
`;
}

/** What a run was trained on, and under which licence what it learnt is. */
export function dataText({ count, sources }: PicturesManifest): string {
  const named = sources.map(({ name, version, licence }) => `\`${name}\` ${version} (${licence})`);
  return `${count.toLocaleString('en')} captioned pictures that \`manifold dataset emoji\` made of the npm packages ${named.join(' and ')}. The weights are
under the MIT licence of this repository.`;
}

/** What a run took, and what it came to, as rows of a table. */
export function factRows(
  { config, step, weights, metrics }: TinyResult<Planned>,
  plan: TrainingPlan,
  { diffusion, error }: { readonly diffusion: string; readonly error: string },
): [string, string][] {
  const stretches = stretchesOf(config).map(
    ({ size, images, batch }) => `${images.toLocaleString('en')} of ${size} px, ${batch} a step`,
  );
  const values = Object.values(weights).reduce((sum, { data }) => sum + data.length, 0);
  return [
    ['Pictures seen', `${imagesAfter(plan, step).toLocaleString('en')}${timeText(' in ', metrics)}`],
    ['Planned', stretches.join('; then ')],
    ['Diffusion', `T = 1000, squared cosine, pixels in [-1, 1], ${diffusion}`],
    ['Loss', lossText(error, metrics)],
    ['Optimiser', `${MOVED[config.optimiser]}, ${config.lr.toExponential()} after a warm-up, falling as half a cosine`],
    ['Weights', `${weightsText(config.ema)}; ${values.toLocaleString('en')} numbers in half precision`],
  ];
}

export function table(rows: readonly [string, string][]): string {
  return ['| | |', '|---|---|', ...rows.map(([name, text]) => `| ${name} | ${text} |`)].join('\n');
}
