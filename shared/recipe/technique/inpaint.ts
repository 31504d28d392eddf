import { z } from 'zod';
import { Digest } from '../../image/digest.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import { Fit, type Recipe } from '../recipe.ts';
import { spacedSchedule } from '../spacing.ts';
import { bundleField, commonFields, promptField } from './common.ts';

/** An image redrawn where its mask is white, and held elsewhere. */
export const Inpaint = z
  .strictObject({
    technique: z.literal('inpaint'),
    bundle: bundleField,
    image: Digest.meta({ description: 'The picture to redraw a part of: PNG, JPEG or WebP.' }),
    mask: Digest.meta({ description: 'A picture of the same size: white is redrawn, black is held.' }),
    fit: Fit.default('crop').meta({ description: 'What becomes of another aspect than square.' }),
    mode: z.enum(['renoised', 'clean']).default('renoised').meta({
      description: 'Whether what is held is noised anew at every step, as in the course, or stays clean.',
    }),
    prompt: promptField('What to see; empty is null.').default(''),
    ...commonFields,
    steps: commonFields.steps.meta({ description: "Number of U-Net evaluations; the course's 33 when left out." }),
  })
  .meta({ id: 'Inpaint' });
export type Inpaint = z.infer<typeof Inpaint>;

export function compileInpaint(
  { image, mask, fit, mode, steps, spacing = steps === undefined ? 'course' : undefined }: Inpaint,
  manifest: Manifest,
): Pick<Recipe, 'start' | 'hold' | 'schedule'> {
  const schedule = spacedSchedule(manifest, { steps, spacing });
  return { start: { noise: 'gaussian' }, hold: { image, mask, fit, mode }, schedule };
}
