import type { Seeded } from '@manifold/shared/recipe/compile';
import type { Told } from '@manifold/shared/recipe/decompile';

/** A job's body: a technique's fields, flat, with its seed. */
export type JobRequest = Seeded;

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
