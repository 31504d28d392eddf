import { z } from 'zod';
import type { Manifest } from '../../protocol/manifest.ts';
import { bounds } from '../bounds.ts';
import type { Panel } from '../recipe.ts';
import { usualSchedule } from '../schedules.ts';
import { commonFields, leafOf, plainFields } from './common.ts';
import { Sample } from './sample.ts';
import type { StudyBody } from './study-fields.ts';

export const Steps = z
  .strictObject({
    ...plainFields(Sample.shape),
    technique: z.literal('steps'),
    steps: z
      .array(commonFields.steps.unwrap())
      .min(1)
      .max(bounds.columns)
      .default([5, 10, 20, 50])
      .meta({ description: 'Numbers of U-Net evaluations, each at most the training length of the model.' }),
  })
  .meta({
    id: 'Steps',
    description:
      'The same prompt and seed at several numbers of steps, all from the same noise; what is added on the way is that of each timestep.',
  });
export type Steps = z.infer<typeof Steps>;

export function compileSteps(asked: Steps, manifest: Manifest): StudyBody {
  const schedules = asked.steps.map((steps) => usualSchedule(manifest, steps));
  const panels = schedules.map(
    (schedule, i): Panel => ({ show: 'picture', label: `${asked.steps[i]} steps`, schedule }),
  );
  return {
    start: { noise: 'gaussian', drawnAt: usualSchedule(manifest).timesteps[0]! },
    estimate: leafOf(asked, manifest)(asked.prompt),
    schedule: schedules[0]!,
    study: { columns: panels.length, panels },
  };
}
