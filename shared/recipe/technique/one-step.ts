import { z } from 'zod';
import type { Manifest } from '../../protocol/manifest.ts';
import { leafOf } from './common.ts';
import {
  noisedPanel,
  original,
  promptFields,
  type Scheduled,
  type StudyBody,
  studyFields,
  studyOf,
  timestepsField,
  timestepsOf,
} from './study-fields.ts';

export const OneStep = z
  .strictObject({ technique: z.literal('one-step'), ...studyFields, t: timestepsField, ...promptFields })
  .meta({
    id: 'OneStep',
    description: 'A noised picture denoised by one evaluation: x0 = (x_t - sqrt(1 - alphaBar) eps) / sqrt(alphaBar).',
  });
export type OneStep = z.infer<typeof OneStep>;

export function compileOneStep(asked: OneStep, manifest: Manifest): StudyBody {
  const rows = timestepsOf(asked.t, manifest).map((t) => [original, noisedPanel(t), oneStepPanel(t)]);
  return studyOf(asked, leafOf(asked, manifest)(asked.prompt), rows.flat(), 3);
}

/** The image that one evaluation at timestep t predicts. */
export function oneStepPanel(t: number): Scheduled {
  return { show: 'picture', label: `one step, t = ${t}`, schedule: { timesteps: [t], end: 'clean', clip: 'none' } };
}
