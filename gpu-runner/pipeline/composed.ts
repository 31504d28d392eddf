import type { Estimate } from '@manifold/shared/recipe/estimate';
import type { Filter as FilterSpec } from '@manifold/shared/recipe/filter';
import type { Estimate as Composed } from '../diffusion/estimate.ts';
import type { Filter } from '../diffusion/filter/filter.ts';
import { filterOf } from './filters.ts';
import { viewOf } from './views.ts';

/** The recipe's estimate with the views and filters that its names stand for; `toFilter` may take other filters for them. */
export function composed(estimate: Estimate, toFilter: (filter: FilterSpec) => Filter = filterOf): Composed<string> {
  const below = (part: Estimate) => composed(part, toFilter);
  if ('view' in estimate) return { view: viewOf(estimate.view), of: below(estimate.of) };
  if ('mean' in estimate) return { mean: estimate.mean.map(below) };
  if ('sum' in estimate)
    return { sum: estimate.sum.map(({ filter, of }) => ({ filter: toFilter(filter), of: below(of) })) };
  return estimate;
}
