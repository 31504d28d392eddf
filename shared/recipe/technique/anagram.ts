import { z } from 'zod';
import { bounds } from '../bounds.ts';
import type { Estimate } from '../estimate.ts';
import { Seed } from '../seed.ts';
import { namedView, type View, ViewName } from '../view.ts';
import { bundleField, commonFields, type LeafOf, promptField } from './common.ts';

const prompt = promptField('What to see, one for each view.');

export const Anagram = z
  .strictObject({
    technique: z.literal('anagram'),
    bundle: bundleField,
    prompt: z.array(prompt).min(2).max(bounds.leaves).meta({ description: 'What to see, one for each view.' }),
    view: z.array(ViewName).min(1).max(bounds.leaves).default(['flip']).meta({
      description: 'How each prompt sees the picture; with one view fewer than prompts, the first sees it as it is.',
    }),
    permutation: Seed.default(0).meta({
      description:
        'Seed of the order that patches, pixels and jigsaw draw; the same view again draws by the next seed.',
    }),
    ...commonFields,
  })
  .refine(({ prompt, view }) => view.length === prompt.length || view.length === prompt.length - 1, {
    path: ['view'],
    message: 'must be one for each prompt, or for each but the first',
  })
  .meta({
    id: 'Anagram',
    description: 'A picture that shows something else in each of its views (Geng et al. 2024, arXiv:2311.17919).',
  });
export type Anagram = z.infer<typeof Anagram>;

/** The mean of what each prompt finds in its view. */
export function anagramEstimate({ prompt, view, permutation }: Anagram, leaf: LeafOf): Estimate {
  const first = prompt.length - view.length;
  const views = viewsOf(view, permutation);
  return {
    mean: prompt.map((words, i) => {
      const seen = views[i - first] ?? 'identity';
      return seen === 'identity' ? leaf(words) : { view: seen, of: leaf(words) };
    }),
  };
}

/** The views of these names, of which one that is drawn for the k-th time, from 0, takes the seed `permutation` + k. */
export function viewsOf(names: readonly ViewName[], permutation: number): View[] {
  const before = (i: number) => names.slice(0, i).filter((name) => name === names[i]).length;
  return names.map((name, i) => namedView(name, (permutation + before(i)) >>> 0));
}
