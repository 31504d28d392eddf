import { z } from 'zod';
import { bundleField, commonFields, promptField } from './common.ts';

/** Sampling from pure noise under classifier-free guidance. */
export const Sample = z
  .strictObject({
    technique: z.literal('sample'),
    bundle: bundleField,
    prompt: promptField('What to draw: a label of a class-conditional bundle ("7"), or words.'),
    ...commonFields,
  })
  .meta({ id: 'Sample' });
export type Sample = z.infer<typeof Sample>;
