import { z } from 'zod';
import type { Manifest } from '../../protocol/manifest.ts';
import { bounds } from '../bounds.ts';
import { courseSchedule, lastCourseStart } from '../schedules.ts';
import { leafOf } from './common.ts';
import { original, promptFields, type StudyBody, studyFields, studyOf } from './study-fields.ts';

export const Iterative = z
  .strictObject({
    technique: z.literal('iterative'),
    ...studyFields,
    start: z.int().min(0).max(lastCourseStart).default(10).meta({
      description: "Index into the course's timesteps; the less, the more noise.",
    }),
    every: z
      .int()
      .min(1)
      .max(bounds.evaluations)
      .default(5)
      .meta({ description: 'How many steps from picture to picture.' }),
    ...promptFields,
  })
  .meta({
    id: 'Iterative',
    description:
      "A noised picture denoised over the course's strided timesteps, with every n-th of the pictures between.",
  });
export type Iterative = z.infer<typeof Iterative>;

/** Pictures of a row. */
const columns = 8;

export function compileIterative(asked: Iterative, manifest: Manifest): StudyBody {
  const schedule = courseSchedule(manifest, asked.start);
  const states = { show: 'states' as const, label: 'denoised', schedule, every: asked.every };
  return studyOf(asked, leafOf(asked, manifest)(asked.prompt), [original, states], columns);
}
