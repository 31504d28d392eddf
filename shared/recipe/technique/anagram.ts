import { z } from 'zod';
import { bounds } from '../bounds.ts';
import type { Estimate } from '../estimate.ts';
import { Seed } from '../seed.ts';
import { namedView, ViewName } from '../view.ts';
import { bundleField, commonFields, type LeafOf, promptField } from './common.ts';

const prompt = promptField('What to see, one for each view.');

/** A picture that shows something else in each of its views (Geng et al. 2024, arXiv:2311.17919). */
export const Anagram = z
  .strictObject({
    technique: z.literal('anagram'),
    bundle: bundleField,
    prompt: z.array(prompt).min(2).max(bounds.leaves).meta({ description: 'What to see, one for each view.' }),
    view: z.array(ViewName).min(1).max(bounds.leaves).default(['flip']).meta({
      description: 'How each prompt sees the picture; with one view fewer than prompts, the first sees it as it is.',
    }),
    permutation: Seed.default(0).meta({ description: 'Seed of the order that patches, pixels and jigsaw draw.' }),
    ...commonFields,
  })
  .refine(({ prompt, view }) => view.length === prompt.length || view.length === prompt.length - 1, {
    path: ['view'],
    message: 'must be one for each prompt, or for each but the first',
  })
  .meta({ id: 'Anagram' });
export type Anagram = z.infer<typeof Anagram>;

/** The mean of what each prompt finds in its view. */
export function anagramEstimate({ prompt, view, permutation }: Anagram, leaf: LeafOf): Estimate {
  const first = prompt.length - view.length;
  return {
    mean: prompt.map((words, i) => {
      const name = view[i - first] ?? 'identity';
      return name === 'identity' ? leaf(words) : { view: namedView(name, permutation), of: leaf(words) };
    }),
  };
}
