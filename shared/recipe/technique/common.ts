import { z } from 'zod';
import type { Manifest } from '../../protocol/manifest.ts';
import { bounds } from '../bounds.ts';
import { Guidance, type Leaf } from '../estimate.ts';
import { BundleName, Count } from '../recipe.ts';
import { Seed } from '../seed.ts';
import { Spacing } from '../spacing.ts';
import { upscaleFields } from './upscale-fields.ts';

/** A prompt, with what it is for. */
export function promptField(description: string) {
  return z.string().max(bounds.prompt).meta({ description });
}

/** The bundle of a technique, this one when nothing is said. */
function bundleOf(name: string) {
  return BundleName.default(name).meta({ description: 'The model to sample, by the name of its bundle.' });
}

export const bundleField = bundleOf('mnist-class');
/** For what wants three channels or a second stage. */
export const pictureBundleField = bundleOf('if-tiny');

/** What every technique takes beside its own fields. */
export const commonFields = {
  negative: promptField('What to steer away from; nothing for the null prompt.').default(''),
  guidance: Guidance.optional().meta({ description: 'Guidance scale gamma; the model has a default.' }),
  steps: z.int().min(1).max(bounds.evaluations).optional().meta({
    description: 'Number of U-Net evaluations, at most the training length of the model, which has a default.',
  }),
  spacing: Spacing.optional().meta({
    description: "Timesteps by name, instead of steps: the course's, or a list of DeepFloyd IF's.",
  }),
  ...upscaleFields,
  seed: Seed.optional().meta({ description: 'Seed of all noise; drawn at random and reported when left out.' }),
  count: Count.default(1).meta({ description: 'Number of samples.' }),
};

/** One prompt of a technique under the guidance that all of its prompts share. */
export type LeafOf = (prompt: string) => Leaf;

export function leafOf(
  { negative, guidance }: { negative: string; guidance?: number | undefined },
  manifest: Manifest,
) {
  return (prompt: string): Leaf => ({ prompt, negative, guidance: guidance ?? manifest.defaults.guidance });
}

/** The fields of a technique that has timesteps of its own, in one stage. */
export function plainFields<S extends Pick<typeof commonFields, 'spacing' | keyof typeof upscaleFields>>({
  spacing: _,
  upscale: __,
  noiseLevel: ___,
  upscaleSteps: ____,
  upscaleGuidance: _____,
  ...fields
}: S) {
  return fields;
}
