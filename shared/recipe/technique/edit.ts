import { z } from 'zod';
import { Digest } from '../../image/digest.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import { Fit, type Recipe, Timestep } from '../recipe.ts';
import { courseSchedule, lastCourseStart, scheduleFrom } from '../schedules.ts';
import { bundleField, commonFields, promptField } from './common.ts';

/** Where an edit starts when nothing is said: t = 690 of 1000. */
const defaultStart = 10;

/** An image made anew from a noised state of itself: the less noise, the nearer to it (SDEdit, arXiv:2108.01073). */
export const Edit = z
  .strictObject({
    technique: z.literal('edit'),
    bundle: bundleField,
    image: Digest.meta({ description: 'The picture to start from: PNG, JPEG or WebP.' }),
    fit: Fit.default('crop').meta({ description: 'What becomes of another aspect than square.' }),
    prompt: promptField('What to make of it; empty is null.').default(''),
    start: z.int().min(0).max(lastCourseStart).optional().meta({
      description: "Index into the course's timesteps; the less, the further from the image; 10 without start and t.",
    }),
    t: Timestep.optional().meta({ description: 'Timestep to start from, instead of start.' }),
    ...commonFields,
  })
  .refine(({ start, t }) => start === undefined || t === undefined, {
    path: ['t'],
    message: 'says the same as start; leave one of them out',
  })
  .refine(({ steps, t }) => steps === undefined || t !== undefined, {
    path: ['steps'],
    message: "needs t: start takes the course's timesteps",
  })
  .meta({ id: 'Edit' });
export type Edit = z.infer<typeof Edit>;

export function compileEdit(
  { image, fit, start, t, steps }: Edit,
  manifest: Manifest,
): Pick<Recipe, 'start' | 'schedule'> {
  const { trainTimesteps, defaults } = manifest;
  const share = Math.ceil((defaults.steps * ((t ?? 0) + 1)) / trainTimesteps);
  const schedule =
    t === undefined
      ? courseSchedule(trainTimesteps, start ?? defaultStart)
      : scheduleFrom(t, steps ?? Math.min(share, t + 1), defaults.clip);
  return { start: { image, fit, t: schedule.timesteps[0]! }, schedule };
}
