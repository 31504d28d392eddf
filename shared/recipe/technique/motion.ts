import { z } from 'zod';
import { bundleField, commonFields, promptField } from './common.ts';
import type { Part } from './decomposition.ts';

export const Motion = z
  .strictObject({
    technique: z.literal('motion'),
    bundle: bundleField,
    moving: promptField('What to see while the picture moves along its diagonal.'),
    still: promptField('What to see while it stands still.'),
    ...commonFields,
  })
  .meta({
    id: 'Motion',
    description:
      'A picture that shows something else while it moves along its diagonal (Geng et al. 2024, arXiv:2404.11615, section 4.4).',
  });
export type Motion = z.infer<typeof Motion>;

export function motionParts({ moving, still }: Motion): Part[] {
  return [
    { field: '/moving', prompt: moving, filter: { motion: 'blur' } },
    { field: '/still', prompt: still, filter: { motion: 'rest' } },
  ];
}
