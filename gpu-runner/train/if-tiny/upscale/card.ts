import { commandOf } from '../../command-of.ts';
import type { PicturesManifest } from '../../dataset/dataset.ts';
import { endText } from '../../dataset/held-out.ts';
import { curveText, placeText } from '../../facts.ts';
import { frontMatter } from '../../front-matter.ts';
import { type Lap, lapRows } from '../../history.ts';
import { totalSteps } from '../../plan.ts';
import { dataText, factRows, GRID, type TinyResult, table } from '../card.ts';
import { HELD_OUT } from './batches.ts';
import { FACTOR, type UpscaleConfig, upscalePlan } from './run.ts';
import { type Scores, scoresSection } from './scores.ts';
import { LEVEL } from './trial.ts';

/** How it is sampled where nobody says otherwise. The picture alone tells it what to draw: there is nothing to guide by. */
const SAMPLED = { guidance_scale: 1, num_inference_steps: 30, noise_level: LEVEL };

const WORDS = {
  diffusion: 'noise level T u^3 for a uniform u in the enlarged picture, no text',
  error: 'squared error of the noise, as that of v; the variance is the least that there can be',
};

/** The card of a second stage: after which other runs its own came, whether its samples are there to be shown, and what was measured, if anything was. */
export function upscaleCard(
  result: TinyResult<UpscaleConfig>,
  data: PicturesManifest,
  {
    before,
    hasGrid,
    scores,
  }: { readonly before: readonly Lap[]; readonly hasGrid: boolean; readonly scores: Scores | undefined },
): string {
  const { config, step, metrics } = result;
  const plan = upscalePlan(config);
  return `${frontMatter({ parameters: SAMPLED })}
# if-tiny, second stage: pictograms enlarged

A super-resolution diffusion model from ${config.side / FACTOR} to ${config.side} pixels in the architecture of DeepFloyd IF's second stage, trained by this
repository${placeText(metrics, before)}. None of DeepFloyd IF's weights are in it.

## Data and licence
${dataText(data)}

## Training
On squares cut from the pictures; what the network sees of each beside is the same square of the picture reduced to ${config.side / FACTOR} pixels,
each the mean of its block, and enlarged again under noise.

${table([...lapRows(before), ...factRows(result, plan, WORDS)])}

    ${commandOf(config, before)}

${curveText('Loss', metrics)}

The run covers ${step} of ${totalSteps(plan)} steps.
${hasGrid ? grid(endText(before, { ...data, digest: config.digest })) : ''}${scores ? scoresSection(scores, before) : ''}
## What it cannot do
It reads no text: all parameters that would are zero. It sharpens what it knows of pictograms, edges, gradients and the grain of
some styles; it does not invent what the small picture does not show, and keeps its faults where the noise level is low.
`;
}

function grid(seen: string): string {
  return `
## Samples
${HELD_OUT} pictures that it was ${seen}: reduced, enlarged by bicubic interpolation, drawn, and as they were.

![Pictures reduced, interpolated, drawn, and as they were](${GRID})
`;
}
