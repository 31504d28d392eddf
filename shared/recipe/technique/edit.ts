import { z } from 'zod';
import { Digest } from '../../image/digest.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import { bounds } from '../bounds.ts';
import { Fit, type Recipe, type Schedule, Timestep } from '../recipe.ts';
import { courseSchedule, courseTimesteps, scheduleFrom } from '../schedules.ts';
import { lastIndex, spacedSchedule } from '../spacing.ts';
import { bundleField, commonFields, promptField } from './common.ts';
import { Strength, strengthSchedule } from './strength.ts';
import { original, type Scheduled } from './study-fields.ts';

/** Where an edit starts when nothing is said: t = 690 of 1000. */
const defaultStart = 10;

/** One value, or several for a series. */
function oneOrMore<T extends z.ZodNumber>(value: T) {
  return z
    .union([
      value,
      z
        .array(value)
        .min(1)
        .max(bounds.columns - 1),
    ])
    .optional();
}

export const Edit = z
  .strictObject({
    technique: z.literal('edit'),
    bundle: bundleField,
    image: Digest.meta({ description: 'The picture to start from: PNG, JPEG or WebP.' }),
    fit: Fit.default('crop').meta({ description: 'What becomes of another aspect than square.' }),
    prompt: promptField('What to make of it; nothing for the null prompt.').default(''),
    start: oneOrMore(z.int().min(0).max(lastIndex)).meta({
      description:
        "Index into the course's timesteps, of which the last is 33, or into those of spacing; the less, the further from the image; 10 when nothing is said.",
    }),
    t: oneOrMore(Timestep).meta({ description: 'Timestep to start from, instead of start.' }),
    strength: oneOrMore(Strength).meta({
      description: 'Share of the steps that are made, instead of start: as diffusers has it, where 1 is all of them.',
    }),
    ...commonFields,
    steps: commonFields.steps.meta({
      description:
        'With t the number of U-Net evaluations from there, with strength that of all the way from the noise; the model has a default for all the way, of which t takes its share.',
    }),
  })
  .refine(({ start, t }) => start === undefined || t === undefined, {
    path: ['t'],
    message: 'says the same as start; leave one of them out',
  })
  .refine(({ start, t, strength }) => strength === undefined || (start === undefined && t === undefined), {
    path: ['strength'],
    message: 'says the same as start and t; leave all but one of them out',
  })
  .refine(({ steps, t, strength }) => steps === undefined || t !== undefined || strength !== undefined, {
    path: ['steps'],
    message: "needs t or strength: start takes the course's timesteps",
  })
  .refine(({ spacing, t }) => spacing === undefined || t === undefined, {
    path: ['spacing'],
    message: 'is of start and strength; leave t out',
  })
  .meta({
    id: 'Edit',
    description:
      'An image made anew from a noised state of itself: the less noise, the nearer to it (SDEdit, arXiv:2108.01073); from several such states, a series.',
  });
export type Edit = z.infer<typeof Edit>;

/** An edit from one start, or a study of several, nearest to noise first where they are given so, and the image after them. */
export function compileEdit(asked: Edit, manifest: Manifest): Pick<Recipe, 'start' | 'schedule' | 'study'> {
  const { image, fit } = asked;
  const panels = panelsOf(asked, manifest);
  const { schedule } = panels[0]!;
  const start = { image, fit, t: schedule.timesteps[0]! };
  if (panels.length === 1) return { start, schedule };
  return { start, schedule, study: { columns: panels.length + 1, panels: [...panels, original] } };
}

/** The last index that `start` can be. */
export function lastStart({ spacing = 'course' }: Pick<Edit, 'spacing'>, manifest: Manifest): number {
  if (spacing === 'course') return courseTimesteps(manifest.trainTimesteps).length - 1;
  return spacedSchedule(manifest, { spacing }).timesteps.length - 1;
}

/** From the entry of that index on. */
function scheduleAt(index: number, { spacing = 'course' }: Pick<Edit, 'spacing'>, manifest: Manifest): Schedule {
  if (spacing === 'course') return courseSchedule(manifest, index);
  const { timesteps, ...rest } = spacedSchedule(manifest, { spacing });
  return { timesteps: timesteps.slice(Math.min(index, timesteps.length - 1)), ...rest };
}

function panelsOf(asked: Edit, manifest: Manifest): Scheduled[] {
  const { start, t, strength, steps } = asked;
  const { trainTimesteps, defaults } = manifest;
  if (strength !== undefined) {
    return [strength].flat().map((one) => edited(`strength ${one}`, strengthSchedule(one, asked, manifest)));
  }
  if (t === undefined) {
    return [start ?? defaultStart].flat().map((index) => edited(`start ${index}`, scheduleAt(index, asked, manifest)));
  }
  const share = (from: number) => Math.ceil((defaults.steps * (from + 1)) / trainTimesteps);
  return [t]
    .flat()
    .map((from) => edited(`t = ${from}`, scheduleFrom(from, steps ?? Math.min(share(from), from + 1), defaults.clip)));
}

function edited(label: string, schedule: Schedule): Scheduled {
  return { show: 'picture', label, schedule };
}
