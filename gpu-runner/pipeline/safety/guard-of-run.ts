import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Guard } from './guard.ts';
import { looksOf } from './looks.ts';

/**
 * The guard of one computation, whose networks are given back when its signal aborts. Pictures are judged as each prompt sees
 * them too: whoever knows the recipe can turn them that way, and put in another order a picture says nothing to the checker.
 */
export function guardOfRun(guard: Guard, { estimate }: Pick<Recipe, 'estimate'>, signal: AbortSignal): Guard {
  const looks = looksOf(estimate);
  return {
    ...guard,
    pass: (pictures) => {
      signal.throwIfAborted();
      return guard.pass(pictures, looks);
    },
  };
}
