import type { Seeded } from '@manifold/shared/recipe/compile';
import type { Told } from '@manifold/shared/recipe/decompile';
import type { Recipe } from '@manifold/shared/recipe/recipe';

/** What a form stands for: a technique's fields, flat, with its seed. */
export type JobRequest = Seeded;

/** A job's body. */
export type JobBody = JobRequest | { readonly recipe: Recipe };

/** A request that the studio has a way to lay out; undefined for the others. */
export function toldOf(request: JobRequest | undefined): Told | undefined {
  switch (request?.technique) {
    case 'sample':
    case 'anagram':
    case 'hybrid':
      return request;
    default:
      return undefined;
  }
}
