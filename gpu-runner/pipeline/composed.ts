import type { Estimate, Filter as FilterSpec } from '@manifold/shared/recipe/estimate';
import type { Estimate as Composed } from '../diffusion/estimate.ts';
import type { Filter } from '../diffusion/filter/filter.ts';
import { highPass } from '../diffusion/filter/high-pass.ts';
import { lowPass } from '../diffusion/filter/low-pass.ts';
import { viewOf } from './views.ts';

/** The recipe's estimate with the views and filters that its names stand for. */
export function composed(estimate: Estimate): Composed<string> {
  if ('view' in estimate) return { view: viewOf(estimate.view), of: composed(estimate.of) };
  if ('mean' in estimate) return { mean: estimate.mean.map(composed) };
  if ('sum' in estimate)
    return { sum: estimate.sum.map(({ filter, of }) => ({ filter: filterOf(filter), of: composed(of) })) };
  return estimate;
}

function filterOf({ pass, sigma }: FilterSpec): Filter {
  return pass === 'low' ? lowPass(sigma) : highPass(sigma);
}
