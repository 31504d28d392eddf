import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Filter } from '../../diffusion/filter/filter.ts';
import { seenBy } from '../../diffusion/seen.ts';
import { composed } from '../composed.ts';
import type { Guard } from './guard.ts';

/**
 * The guard of one computation, whose networks are given back when its signal aborts. Pictures are judged as each prompt sees
 * them too: whoever knows the recipe can turn them that way, and put in another order a picture says nothing to the checker.
 * Filters are left out: what they keep of a picture is there for whoever sees all of it.
 */
export function guardOfRun(guard: Guard, { estimate }: Pick<Recipe, 'estimate'>, signal: AbortSignal): Guard {
  const viewed = composed(estimate, () => keepAll);
  return {
    ...guard,
    pass: (pictures) => {
      signal.throwIfAborted();
      return guard.pass(pictures, (shown) => seenBy(viewed, shown, 0));
    },
  };
}

const keepAll: Filter = (pictures) => pictures;
