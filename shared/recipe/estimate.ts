import { z } from 'zod';
import { bounds } from './bounds.ts';
import { Filter } from './filter.ts';
import { View } from './view.ts';

const Prompt = z.string().max(bounds.prompt);

/**
 * Guidance scale gamma of classifier-free guidance (Ho and Salimans 2022, arXiv:2207.12598), in the course's form
 * eps = eps_u + gamma (eps_c - eps_u): 0 is unconditional, 1 conditional, above 1 extrapolates.
 */
export const Guidance = z.number().min(-bounds.guidance).max(bounds.guidance);

const Leaf = z.strictObject({
  prompt: Prompt,
  negative: Prompt.default(''),
  guidance: Guidance,
});
export type Leaf = z.infer<typeof Leaf>;

const Viewed = z.strictObject({
  view: View,
  get of() {
    return Estimate;
  },
});

const Mean = z.strictObject({
  get mean() {
    return z.array(Estimate).min(2).max(bounds.leaves);
  },
});

const Sum = z.strictObject({
  get sum() {
    return z.array(Part).min(2).max(bounds.leaves);
  },
});

const Part = z.strictObject(
  {
    filter: Filter,
    get of() {
      return Estimate;
    },
  },
  { error: ({ code, input }) => (code === 'unrecognized_keys' && isUnfiltered(input) ? unfiltered : undefined) },
);

/** What is said of an estimate that stands where a part of a sum is wanted. */
const unfiltered = 'each part of a sum is {filter, of}; put this estimate into of, and say in filter what it gives';

/** Whether an estimate stands where a part of a sum is wanted; that of a view has `of` itself. */
function isUnfiltered(value: unknown): boolean {
  const { filter, of, view } = value as Record<string, unknown>;
  const isFree = of === undefined || (view !== undefined && filter === undefined);
  return isFree && kindsIn(value).length > 0;
}

/** The keys that tell the kinds of estimates apart. */
const kinds = ['prompt', 'view', 'mean', 'sum'] as const;

function kindsIn(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? kinds.filter((kind) => kind in value) : [];
}

/** What is said of an object that is no one kind of estimate; one that is, or is no object, is told what it lacks. */
function kindFault(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || kindsIn(value).length === 1)
    return undefined;
  return `must have just one of ${kinds.join(', ')}`;
}

export type Estimate =
  | Leaf
  | { view: View; of: Estimate }
  | { mean: Estimate[] }
  | { sum: { filter: Filter; of: Estimate }[] };

type EstimateInput =
  | z.input<typeof Leaf>
  | { view: View; of: EstimateInput }
  | { mean: EstimateInput[] }
  | { sum: { filter: Filter; of: EstimateInput }[] };

export const Estimate: z.ZodType<Estimate, EstimateInput> = z
  .union([Leaf, Viewed, Mean, Sum], { error: ({ input }) => kindFault(input) })
  .meta({
    id: 'Estimate',
    description:
      'How the noise is estimated: one prompt under guidance, eps = eps_u + guidance (eps_c - eps_u); seen through a view and turned back; the mean of several, as anagrams have it; or a sum of filtered ones, as hybrids have it. They nest.',
  });

/** The direct parts of an estimate; a leaf has none. */
export function partsOf(estimate: Estimate): Estimate[] {
  if ('view' in estimate) return [estimate.of];
  if ('mean' in estimate) return estimate.mean;
  if ('sum' in estimate) return estimate.sum.map((part) => part.of);
  return [];
}

/** The leaves of an estimate, in the order in which they are written. */
export function leavesOf(estimate: Estimate): Leaf[] {
  return 'prompt' in estimate ? [estimate] : partsOf(estimate).flatMap(leavesOf);
}

/** U-Net rows of a leaf: with its prompt and with its negative, or one where nothing comes of the negative. */
export function rowsOfLeaf({ prompt, negative, guidance }: Leaf): number {
  return prompt === negative || guidance === 1 ? 1 : 2;
}

/** Levels of nesting; a leaf is 1. */
export function depthOf(estimate: Estimate): number {
  return 1 + Math.max(0, ...partsOf(estimate).map(depthOf));
}

/** The same estimate with one guidance for all of its prompts. */
export function withGuidance(estimate: Estimate, guidance: number): Estimate {
  const below = (part: Estimate) => withGuidance(part, guidance);
  if ('view' in estimate) return { ...estimate, of: below(estimate.of) };
  if ('mean' in estimate) return { mean: estimate.mean.map(below) };
  if ('sum' in estimate) return { sum: estimate.sum.map(({ filter, of }) => ({ filter, of: below(of) })) };
  return { ...estimate, guidance };
}
