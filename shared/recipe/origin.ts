import { partsOfTechnique } from './technique/parts.ts';
import type { Technique } from './technique.ts';

/** The fields that every technique has, by where the recipe has what they became. */
const shared: readonly (readonly [recipe: RegExp, field: string])[] = [
  [/\/negative$/, '/negative'],
  [/\/guidance$/, '/guidance'],
  [/\/view$/, '/view'],
  [/^\/(start|hold)/, '/image'],
  [/\/estimate/, '/prompt'],
  [/\/schedule/, '/steps'],
  [/^\/bundle/, '/bundle'],
];

/** The field of the technique that the fault at `pointer` of its recipe comes from; `pointer` itself where there is none. */
export function originOf(technique: Technique, pointer: string): string {
  if (pointer.startsWith('/upscale/')) return ofSecondStage(technique, pointer);
  if ('spacing' in technique && technique.spacing && pointer.startsWith('/schedule')) return '/spacing';
  if (pointer === '/study/panels' || pointer === '/count') return multipliedBy(technique);
  return promptAt(technique, pointer) ?? shared.find(([recipe]) => recipe.test(pointer))?.[1] ?? pointer;
}

/** The fields with lists of which a study has a picture for each value. */
const multiplying = ['t', 'start', 'strength', 'guidance', 'steps'];

/** What there is too much of, in pictures or in cost: samples where several were asked for, else the values that a study is over. */
function multipliedBy(technique: Technique): string {
  if ('count' in technique && technique.count > 1) return '/count';
  const field = Object.entries(technique).find(([name, value]) => multiplying.includes(name) && Array.isArray(value));
  return field ? `/${field[0]}` : '/count';
}

/** The same within the second stage, which is all that a picture of one's own takes. */
function ofSecondStage({ technique }: Technique, pointer: string): string {
  const [, , part] = pointer.split('/');
  if (part === 'schedule') return technique === 'upscale' ? '/steps' : '/upscaleSteps';
  if (part === 'guidance') return technique === 'upscale' ? '/guidance' : '/upscaleGuidance';
  return part === 'noiseLevel' ? '/noiseLevel' : pointer;
}

/** The field that holds the prompt at `pointer`, where there are several. */
function promptAt(technique: Technique, pointer: string): string | undefined {
  const index = /^\/estimate\/(?:mean|sum)\/(\d+)\/(?:of\/)?prompt$/.exec(pointer)?.[1];
  if (index === undefined) return undefined;
  return technique.technique === 'anagram' ? `/prompt/${index}` : partsOfTechnique(technique)[Number(index)]?.field;
}
