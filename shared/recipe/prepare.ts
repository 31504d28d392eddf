import type { Manifest } from '../protocol/manifest.ts';
import { checkRecipe, type Fault } from './check.ts';
import { compile, seeded } from './compile.ts';
import { originOf } from './origin.ts';
import type { Recipe } from './recipe.ts';
import type { Technique } from './technique.ts';

export type Prepared = { ok: true; recipe: Recipe } | { ok: false; faults: Fault[] };

/** Checks a recipe against the manifest of its bundle. */
export function prepareRecipe(recipe: Recipe, manifest: Manifest): Prepared {
  return decided(recipe, checkRecipe(recipe, manifest));
}

/**
 * Compiles and checks a technique: the one way from what a person asked to what will run, for web, edge and command line.
 * `random` yields uniform 32-bit integers and is asked once, when no seed was given. Faults point into the technique.
 */
export function prepareTechnique(technique: Technique, manifest: Manifest, random: () => number): Prepared {
  const tooLong = checkSteps(technique, manifest);
  if (tooLong.length > 0) return { ok: false, faults: tooLong };
  const recipe = compile(seeded(technique, random), manifest);
  return decided(recipe, asAsked(technique, checkRecipe(recipe, manifest)));
}

function decided(recipe: Recipe, faults: Fault[]): Prepared {
  return faults.length === 0 ? { ok: true, recipe } : { ok: false, faults };
}

function checkSteps(technique: Technique, { name, trainTimesteps }: Manifest): Fault[] {
  const { steps = 1 } = technique;
  if (technique.technique === 'edit' && technique.t !== undefined && steps > technique.t + 1) {
    return [
      { pointer: '/steps', detail: `from t = ${technique.t} there are ${technique.t + 1}; ask for at most that many` },
    ];
  }
  if (steps <= trainTimesteps) return [];
  return [
    { pointer: '/steps', detail: `${name} was trained on ${trainTimesteps} timesteps; ask for at most that many` },
  ];
}

/** The faults as of the technique's fields; one that several parts of the recipe owe to one field is told once. */
function asAsked(technique: Technique, faults: Fault[]): Fault[] {
  const asked = faults.map(({ pointer, detail }) => ({ pointer: originOf(technique, pointer), detail }));
  return [...new Map(asked.map((fault) => [JSON.stringify(fault), fault])).values()];
}
