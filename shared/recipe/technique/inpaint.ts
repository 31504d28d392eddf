import { z } from 'zod';
import { Digest } from '../../image/digest.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import { Fit, type Recipe } from '../recipe.ts';
import { spacedSchedule } from '../spacing.ts';
import { bundleField, commonFields, promptField } from './common.ts';
import { Strength, strengthSchedule } from './strength.ts';

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
    prompt: promptField('What to see; nothing for the null prompt.').default(''),
    strength: Strength.optional().meta({
      description:
        'Share of the steps that are made, from the picture noised, as diffusers has it; from noise alone without.',
    }),
    ...commonFields,
    steps: commonFields.steps.meta({
      description: "Number of U-Net evaluations; when left out the course's 33, with strength those of the model.",
    }),
  })
  .meta({
    id: 'Inpaint',
    description: 'An image redrawn where its mask is white, and held elsewhere.',
  });
export type Inpaint = z.infer<typeof Inpaint>;

export function compileInpaint(asked: Inpaint, manifest: Manifest): Pick<Recipe, 'start' | 'hold' | 'schedule'> {
  const { image, mask, fit, mode, strength, steps, spacing } = asked;
  const hold = { image, mask, fit, mode };
  if (strength !== undefined) {
    const schedule = strengthSchedule(strength, asked, manifest);
    return { start: { image, fit, t: schedule.timesteps[0]! }, hold, schedule };
  }
  const usual = steps === undefined ? 'course' : undefined;
  return {
    start: { noise: 'gaussian' },
    hold,
    schedule: spacedSchedule(manifest, { steps, spacing: spacing ?? usual }),
  };
}
