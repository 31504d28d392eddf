import type { Technique } from './technique.ts';

/** Fields of a technique by where the recipe has what they became; the first that fits a pointer holds. */
type Origins = readonly (readonly [recipe: RegExp, field: string])[];

const shared: Origins = [
  [/\/negative$/, '/negative'],
  [/^\/estimate/, '/prompt'],
  [/^\/schedule/, '/steps'],
  [/^\/bundle/, '/bundle'],
];

const anagram: Origins = [
  [/^\/estimate\/mean\/(\d+).*\/prompt$/, '/prompt/$1'],
  [/^\/estimate\/mean\/\d+\/view$/, '/view'],
];

/** The field of the technique that the fault at `pointer` of its recipe comes from; `pointer` itself where there is none. */
export function originOf(technique: Technique, pointer: string): string {
  const origin = originsOf(technique).find(([recipe]) => recipe.test(pointer));
  return origin ? pointer.replace(...asWhole(origin, pointer)) : pointer;
}

/** The replacement for all of the pointer, not only for what the pattern covers. */
function asWhole([recipe, field]: Origins[number], pointer: string): [string, string] {
  const match = recipe.exec(pointer);
  return [pointer, field.replace('$1', match?.[1] ?? '')];
}

function originsOf({ technique }: Technique): Origins {
  return technique === 'anagram' ? [...anagram, ...shared] : shared;
}
