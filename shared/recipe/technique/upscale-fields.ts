import { z } from 'zod';
import type { Manifest } from '../../protocol/manifest.ts';
import { bounds } from '../bounds.ts';
import { Guidance } from '../estimate.ts';
import { type Recipe, Timestep } from '../recipe.ts';
import { lastOf, leadingSchedule } from '../schedules.ts';

/** How a technique asks for the second stage, and what it may say of it. */
export const upscaleFields = {
  upscale: z.boolean().optional().meta({ description: 'Enlarge what was drawn by the second stage of the model.' }),
  noiseLevel: Timestep.optional().meta({
    description:
      'With upscale, the timestep of the noise in what is enlarged; the model has a default, and an inpainting takes 0.',
  }),
  upscaleSteps: z.int().min(1).max(bounds.evaluations).optional().meta({
    description:
      'With upscale, the number of timesteps of the second stage, of which an edit or an inpainting visits the last four fifths, and takes 4 at least; the model has a default, and an inpainting takes twice as many.',
  }),
  upscaleGuidance: Guidance.optional().meta({
    description: 'With upscale, the guidance scale of the second stage; the model has a default.',
  }),
};

/** What of `upscaleFields` means nothing without the first of them. */
export const ofUpscale = ['noiseLevel', 'upscaleSteps', 'upscaleGuidance'] as const;

type Upscale = NonNullable<Recipe['upscale']>;

/** What of the second stage a technique may say. */
interface Asked {
  readonly steps?: number | undefined;
  readonly guidance?: number | undefined;
  readonly noiseLevel?: number | undefined;
}

/** How much of a picture's noise the second stage starts from where it has the picture: diffusers' strength of 0.8. */
const strength = 0.8;
/** The fewest timesteps of which those last ones begin with half of the noise: with less the picture comes back nearly as it was. */
export const fewestOnto = 4;

/** The second stage from pure noise, with the model's defaults for what is not said. */
export function upscaleFrom(stage: NonNullable<Manifest['upscale']>, asked: Asked): Upscale {
  const { trainTimesteps, defaults } = stage;
  return {
    start: 'noise',
    schedule: leadingSchedule(trainTimesteps, asked.steps ?? defaults.steps, defaults.clip),
    guidance: asked.guidance ?? defaults.guidance,
    noiseLevel: asked.noiseLevel ?? defaults.noiseLevel,
  };
}

/**
 * The second stage of an edit or an inpainting, which has the picture at its own size: from the picture noised, as diffusers'
 * pipelines do it.
 */
export function upscaleOnto(stage: NonNullable<Manifest['upscale']>, asked: Asked): Upscale {
  const upscale = upscaleFrom(stage, asked);
  return { ...upscale, start: 'image', schedule: lastOf(upscale.schedule, strength) };
}

/**
 * The second stage of an inpainting. What is held is known to the last pixel, and with it what is enlarged: where nothing is said,
 * diffusers adds no noise to it, and takes twice the usual number of steps.
 */
export function upscaleHeld(stage: NonNullable<Manifest['upscale']>, asked: Asked): Upscale {
  const twice = Math.min(2 * stage.defaults.steps, stage.trainTimesteps, bounds.evaluations);
  return upscaleOnto(stage, { ...asked, steps: asked.steps ?? twice, noiseLevel: asked.noiseLevel ?? 0 });
}
