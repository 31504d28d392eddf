import type { Manifest } from '../protocol/manifest.ts';
import type { Estimate } from './estimate.ts';
import { type Recipe, recipeVersion } from './recipe.ts';
import { leadingFor } from './schedules.ts';
import { anagramEstimate } from './technique/anagram.ts';
import { leafOf } from './technique/common.ts';
import { sumOf } from './technique/decomposition.ts';
import { compileEdit } from './technique/edit.ts';
import { compileInpaint } from './technique/inpaint.ts';
import { partsOfTechnique } from './technique/parts.ts';
import type { Technique } from './technique.ts';

/** A technique whose seed is known: everything that `compile` needs beside the manifest. */
export type Seeded<T extends Technique = Technique> = T & { seed: number };

/** Fixes the seed of a technique, drawing one from `random` (a function of uniform 32-bit integers) when none was given. */
export function seeded(technique: Technique, random: () => number): Seeded {
  return { ...technique, seed: technique.seed ?? random() };
}

/**
 * The recipe that a technique stands for on the bundle of `manifest`. Pure: equal techniques give equal recipes. It asks
 * nothing of its arguments: `prepare` checks.
 */
export function compile(technique: Seeded, manifest: Manifest): Recipe {
  const { name, revision } = manifest;
  const { seed, count } = technique;
  return {
    version: recipeVersion,
    bundle: { name, revision },
    ...courseOf(technique, manifest),
    estimate: estimateOf(technique, manifest),
    seed,
    count,
  };
}

/** Where sampling starts, what is held, and which timesteps are visited. */
function courseOf(technique: Technique, manifest: Manifest): Pick<Recipe, 'start' | 'hold' | 'schedule'> {
  if (technique.technique === 'edit') return compileEdit(technique, manifest);
  if (technique.technique === 'inpaint') return compileInpaint(technique, manifest);
  return { start: { noise: 'gaussian' }, schedule: leadingFor(manifest, technique.steps) };
}

function estimateOf(technique: Technique, manifest: Manifest): Estimate {
  const leaf = leafOf(technique, manifest);
  switch (technique.technique) {
    case 'sample':
    case 'edit':
    case 'inpaint':
      return leaf(technique.prompt);
    case 'anagram':
      return anagramEstimate(technique, leaf);
    default:
      return sumOf(partsOfTechnique(technique), leaf);
  }
}
