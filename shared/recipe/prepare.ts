import type { Manifest } from '../protocol/manifest.ts';
import { checkRecipe } from './check.ts';
import { checkSuited } from './check-process.ts';
import { compile, seeded } from './compile.ts';
import { entryFaults, type Fault } from './fault.ts';
import { originOf } from './origin.ts';
import type { Recipe } from './recipe.ts';
import { spacingFault } from './spacing.ts';
import { lastStart } from './technique/edit.ts';
import { checkStrength } from './technique/strength.ts';
import { fewestOnto, ofUpscale } from './technique/upscale-fields.ts';
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
  const unfit = [
    ...checkSuited(technique.technique, manifest),
    ...checkSteps(technique, manifest),
    ...checkTimesteps(technique, manifest),
    ...checkSpaced(technique, manifest),
    ...checkUpscaled(technique, manifest),
  ];
  if (unfit.length > 0) return { ok: false, faults: unfit };
  const weak = 'strength' in technique ? checkStrength(technique.strength, technique, manifest) : [];
  if (weak.length > 0) return { ok: false, faults: weak };
  const recipe = compile(seeded(technique, random), manifest);
  return decided(recipe, asAsked(technique, checkRecipe(recipe, manifest)));
}

function decided(recipe: Recipe, faults: Fault[]): Prepared {
  return faults.length === 0 ? { ok: true, recipe } : { ok: false, faults };
}

function checkSteps(technique: Technique, { name, trainTimesteps }: Manifest): Fault[] {
  if (!('steps' in technique) || technique.steps === undefined || technique.technique === 'upscale') return [];
  const { steps } = technique;
  if (technique.technique === 'edit' && technique.t !== undefined) {
    const least = Math.min(...[technique.t].flat());
    const detail = `from t = ${least} there are ${least + 1}; ask for at most that many`;
    if (technique.steps! > least + 1) return [{ pointer: '/steps', detail }];
  }
  const detail = `${name} was trained on ${trainTimesteps} timesteps; ask for at most that many`;
  return entryFaults('steps', steps, (one) => one > trainTimesteps, detail);
}

function checkTimesteps(technique: Technique, { name, trainTimesteps }: Manifest): Fault[] {
  if (!('t' in technique)) return [];
  const detail = `${name} was trained on timesteps 0 to ${trainTimesteps - 1}`;
  return entryFaults('t', technique.t, (t) => t >= trainTimesteps, detail);
}

/** Timesteps by name fit the training, are said once, and hold the entry that an edit starts at. */
function checkSpaced(technique: Technique, manifest: Manifest): Fault[] {
  if (!('spacing' in technique) || technique.spacing === undefined) return checkStart(technique, manifest);
  const pointer = '/spacing';
  if (technique.steps !== undefined) return [{ pointer, detail: 'says the same as steps; leave one of them out' }];
  const detail = spacingFault(technique.spacing, manifest);
  return detail ? [{ pointer, detail }] : checkStart(technique, manifest);
}

function checkStart(technique: Technique, manifest: Manifest): Fault[] {
  if (technique.technique !== 'edit' || technique.start === undefined) return [];
  const last = lastStart(technique, manifest);
  return entryFaults('start', technique.start, (start) => start > last, `must be at most ${last}`);
}

/** The second stage is asked for where there is one, and where it is not asked for nothing is said of it. */
function checkUpscaled(technique: Technique, manifest: Manifest): Fault[] {
  const { name, upscale } = manifest;
  if (technique.technique === 'upscale') return upscale ? checkUpscaleSteps(technique.steps, '/steps', manifest) : [];
  if ('upscale' in technique && technique.upscale) {
    return upscale
      ? [...checkUpscaleSteps(technique.upscaleSteps, '/upscaleSteps', manifest), ...checkOnto(technique)]
      : [{ pointer: '/upscale', detail: `${name} has no second stage; leave this out` }];
  }
  const detail = 'is of the second stage; ask for upscale as well';
  const said: Readonly<Record<string, unknown>> = technique;
  return ofUpscale.filter((name) => said[name] !== undefined).map((name) => ({ pointer: `/${name}`, detail }));
}

function checkUpscaleSteps(steps: number | undefined, pointer: string, { name, upscale }: Manifest): Fault[] {
  const { trainTimesteps } = upscale!;
  if (steps === undefined || steps <= trainTimesteps) return [];
  const detail = `the second stage of ${name} was trained on ${trainTimesteps} timesteps; ask for at most that many`;
  return [{ pointer, detail }];
}

/** Where the second stage starts from the picture itself, what the first drew would be lost in too few steps. */
function checkOnto(technique: Technique): Fault[] {
  if (technique.technique !== 'edit' && technique.technique !== 'inpaint') return [];
  const { upscaleSteps: steps = fewestOnto } = technique;
  if (steps >= fewestOnto) return [];
  const detail = `the last four fifths of ${steps} are too few to draw anew what the first stage drew; ask for ${fewestOnto} at least`;
  return [{ pointer: '/upscaleSteps', detail }];
}

/** The faults as of the technique's fields; one that several parts of the recipe owe to one field is told once. */
function asAsked(technique: Technique, faults: Fault[]): Fault[] {
  const asked = faults.map(({ pointer, detail }) => ({ pointer: originOf(technique, pointer), detail }));
  return [...new Map(asked.map((fault) => [JSON.stringify(fault), fault])).values()];
}
