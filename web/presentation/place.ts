import type { TechniqueName } from '@manifold/shared/recipe/technique';
import type { Lamp } from './status.ts';
import { formNames, wordsOf } from './technique-words.ts';

/** Which page an address is of. */
export type Place =
  | { page: 'studio' }
  | { page: 'form'; technique: TechniqueName }
  | { page: 'result'; id: string }
  | { page: 'elsewhere' };

/** The page that the router shows: to it a slash at the end is nothing, nor are capitals in the first segment. */
export function placeOf(pathname: string): Place {
  const [first = '', second, ...rest] = pathname
    .replace(/(?<=[^/])\/$/, '')
    .split('/')
    .slice(1);
  if (first === '' && second === undefined) return { page: 'studio' };
  return second && rest.length === 0 ? placeUnder(first.toLowerCase(), second) : { page: 'elsewhere' };
}

function placeUnder(first: string, second: string): Place {
  const technique = first === 'make' ? formNames.find((name) => name === second) : undefined;
  if (technique) return { page: 'form', technique };
  if (first === 'job') return { page: 'studio' };
  return first === 'r' ? { page: 'result', id: second } : { page: 'elsewhere' };
}

/** The same for all addresses of a page: the studio's jobs come and go within it. */
export function pageKey(pathname: string): string {
  return placeOf(pathname).page === 'studio' ? 'studio' : pathname;
}

/** The title of a page on which prints are made: how they stand, and what is made there. */
export function titleOf(make: TechniqueName | undefined, { state, text }: Pick<Lamp, 'state' | 'text'>): string {
  const parts = [state !== 'idle' && text, make && wordsOf(make).title, 'Manifold'];
  return parts.filter(Boolean).join(' · ');
}
