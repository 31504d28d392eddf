import type { TechniqueName } from '@manifold/shared/recipe/technique';
import { formNames } from './technique-words.ts';

/** Which page an address is of. */
export type Place =
  | { page: 'studio' }
  | { page: 'form'; technique: TechniqueName }
  | { page: 'result'; id: string }
  | { page: 'elsewhere' };

export function placeOf(pathname: string): Place {
  const [first, second] = pathname.split('/').slice(1);
  const technique = first === 'make' ? formNames.find((name) => name === second) : undefined;
  if (first === '' || first === 'job') return { page: 'studio' };
  if (technique) return { page: 'form', technique };
  return first === 'r' && second ? { page: 'result', id: second } : { page: 'elsewhere' };
}

/** The same for all addresses of a page: the studio's jobs come and go within it. */
export function pageKey(pathname: string): string {
  return placeOf(pathname).page === 'studio' ? 'studio' : pathname;
}
