import type { Estimate } from '../estimate.ts';
import type { Filter } from '../filter.ts';
import type { LeafOf } from './common.ts';

/** One part of a decomposition: the prompt that makes it, the field that it is in, and the filter that keeps it. */
export interface Part {
  readonly field: string;
  readonly prompt: string;
  readonly filter: Filter;
}

/** The sum of what each prompt finds, every part from the prompt that makes it (Geng et al. 2024, arXiv:2404.11615). */
export function sumOf(parts: readonly Part[], leaf: LeafOf): Estimate {
  return { sum: parts.map(({ prompt, filter }) => ({ filter, of: leaf(prompt) })) };
}
