import { z } from 'zod';
import { bundleField, commonFields, promptField } from './common.ts';

export const Sample = z
  .strictObject({
    technique: z.literal('sample'),
    bundle: bundleField,
    prompt: promptField('What to draw: a label of a class-conditional model ("7"), or words.'),
    ...commonFields,
  })
  .meta({
    id: 'Sample',
    description: 'Sampling from pure noise under classifier-free guidance.',
  });
export type Sample = z.infer<typeof Sample>;
