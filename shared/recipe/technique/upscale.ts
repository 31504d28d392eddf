import { z } from 'zod';
import { Digest } from '../../image/digest.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import { Fit, type Recipe } from '../recipe.ts';
import { commonFields, pictureBundleField, plainFields, promptField } from './common.ts';
import { upscaleFields, upscaleFrom } from './upscale-fields.ts';

export const Upscale = z
  .strictObject({
    technique: z.literal('upscale'),
    bundle: pictureBundleField,
    image: Digest.meta({ description: 'The picture to enlarge: PNG, JPEG or WebP.' }),
    fit: Fit.default('crop').meta({ description: 'What becomes of another aspect than square.' }),
    prompt: promptField('What it shows; nothing for the null prompt.').default(''),
    ...plainFields(commonFields),
    noiseLevel: upscaleFields.noiseLevel.meta({
      description: 'Timestep of the noise in the picture that is enlarged; the model has a default.',
    }),
  })
  .meta({
    id: 'Upscale',
    description: "A picture of one's own enlarged by the second stage alone.",
  });
export type Upscale = z.infer<typeof Upscale>;

/** The first stage takes no step: it gives the picture as timestep 0 has it. */
export function compileUpscale(
  { image, fit, guidance, steps, noiseLevel: level }: Upscale,
  { upscale: stage }: Manifest,
): Pick<Recipe, 'start' | 'schedule' | 'upscale'> {
  return {
    start: { image, fit, t: 0 },
    schedule: { timesteps: [0], end: 'stop', clip: 'none' },
    ...(stage && { upscale: upscaleFrom(stage, { guidance, steps, noiseLevel: level }) }),
  };
}
