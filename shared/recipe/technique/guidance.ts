import { z } from 'zod';
import type { Manifest } from '../../protocol/manifest.ts';
import { bounds } from '../bounds.ts';
import { Guidance } from '../estimate.ts';
import type { Panel } from '../recipe.ts';
import { usualSchedule } from '../schedules.ts';
import { plainFields } from './common.ts';
import { Sample } from './sample.ts';
import type { StudyBody } from './study-fields.ts';

export const GuidanceStudy = z
  .strictObject({
    ...plainFields(Sample.shape),
    technique: z.literal('guidance'),
    guidance: z
      .array(Guidance)
      .min(1)
      .max(bounds.columns)
      .default([0, 1, 3, 5, 7, 10])
      .meta({ description: 'Guidance scales gamma: 0 is unconditional, 1 conditional.' }),
  })
  .meta({
    id: 'GuidanceStudy',
    description: 'The same prompt and noise under several guidance scales.',
  });
export type GuidanceStudy = z.infer<typeof GuidanceStudy>;

export function compileGuidance({ prompt, negative, guidance, steps }: GuidanceStudy, manifest: Manifest): StudyBody {
  const leaves = guidance.map((gamma) => ({ prompt, negative, guidance: gamma }));
  const panels = leaves.map(
    (estimate): Panel => ({ show: 'picture', label: `gamma = ${estimate.guidance}`, estimate }),
  );
  return {
    start: { noise: 'gaussian' },
    estimate: leaves[0]!,
    schedule: usualSchedule(manifest, steps),
    study: { columns: panels.length, panels },
  };
}
