import { z } from 'zod';
import { bounds } from '../bounds.ts';
import { addToIdentity } from '../filter.ts';
import { bundleField, commonFields, promptField } from './common.ts';
import type { Part } from './decomposition.ts';

const description = 'What to see, all in one picture.';

export const Scale = z
  .strictObject({
    technique: z.literal('scale'),
    bundle: bundleField,
    prompt: z.array(promptField(description)).min(2).max(bounds.leaves).meta({ description }),
    weight: z
      .array(z.number().min(-8).max(8))
      .min(2)
      .max(bounds.leaves)
      .optional()
      .meta({ description: 'Weight of each prompt; they add to 1, and are equal when left out.' }),
    ...commonFields,
  })
  .refine(({ prompt, weight }) => !weight || weight.length === prompt.length, {
    path: ['weight'],
    message: 'must be one for each prompt',
  })
  .refine(({ weight }) => !weight || addToIdentity(weight.map((scale) => ({ scale }))), {
    path: ['weight'],
    message: 'must add to 1',
  })
  .meta({
    id: 'Scale',
    description:
      'Several prompts in one picture, each with its weight (Liu et al. 2022, arXiv:2206.01714; Geng et al. 2024, arXiv:2404.11615).',
  });
export type Scale = z.infer<typeof Scale>;

export function scaleParts({ prompt, weight }: Scale): Part[] {
  return prompt.map((words, i) => ({
    field: `/prompt/${i}`,
    prompt: words,
    filter: { scale: weight?.[i] ?? 1 / prompt.length },
  }));
}
