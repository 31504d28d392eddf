import { z } from 'zod';
import type { Manifest } from '../../protocol/manifest.ts';
import type { Panel } from '../recipe.ts';
import { courseScheduleFrom } from '../schedules.ts';
import { blurFields, blurredPanel } from './blur.ts';
import { leafOf } from './common.ts';
import { oneStepPanel } from './one-step.ts';
import {
  noisedPanel,
  original,
  promptFields,
  type StudyBody,
  studyFields,
  studyOf,
  timestepsField,
  timestepsOf,
} from './study-fields.ts';

export const Compare = z
  .strictObject({ technique: z.literal('compare'), ...studyFields, t: timestepsField, ...blurFields, ...promptFields })
  .meta({
    id: 'Compare',
    description: 'A noised picture, its blur, and what one evaluation and many make of it, side by side.',
  });
export type Compare = z.infer<typeof Compare>;

export function compileCompare(asked: Compare, manifest: Manifest): StudyBody {
  const iterative = (t: number): Panel => ({
    show: 'picture',
    label: `iterative, t = ${t}`,
    schedule: courseScheduleFrom(manifest, t),
  });
  const rows = timestepsOf(asked.t, manifest).map((t) => [
    original,
    noisedPanel(t),
    blurredPanel(t, asked),
    oneStepPanel(t),
    iterative(t),
  ]);
  return studyOf(asked, leafOf(asked, manifest)(asked.prompt), rows.flat(), 5);
}
