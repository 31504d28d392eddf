import { type Estimate, leavesOf, rowsOfLeaf, withGuidance } from './estimate.ts';
import type { Recipe } from './recipe.ts';
import { evaluationsOf } from './schedules.ts';
import { runsOf } from './study.ts';

/**
 * U-Net rows of a step over all samples, in the stage that has more of them. A study's panels step side by side; what evaluates
 * nothing counts as one row, since it takes a turn all the same.
 */
export function rowsPerStep(recipe: Recipe): number {
  return Math.max(1, sumOver(runsOf(recipe), rowsAtOnce));
}

function rowsAtOnce(run: Recipe): number {
  const first = evaluationsOf(run.schedule) > 0 ? rowsOfStep(run, run.estimate) : 0;
  const second = upscalingsOf(run) > 0 ? rowsOfStep(run, estimateOfSecond(run)) : 0;
  return Math.max(first, second);
}

/** U-Net evaluations of one sample, in both stages, or over all panels of a study. */
export function stepsOf(recipe: Recipe): number {
  return sumOver(runsOf(recipe), evaluationsOfRun);
}

/** The price of a computation: U-Net rows of the first stage and of the second, of which each costs more by far. */
export function priceOf(recipe: Recipe): { readonly first: number; readonly second: number } {
  const first = sumOver(runsOf(recipe), (run) => rowsOfStep(run, run.estimate) * evaluationsOf(run.schedule));
  return {
    first,
    second: sumOver(runsOf(recipe), (run) => rowsOfStep(run, estimateOfSecond(run)) * upscalingsOf(run)),
  };
}

/** U-Net rows in both stages. */
export function rowsOf(recipe: Recipe): number {
  const { first, second } = priceOf(recipe);
  return first + second;
}

/** In both stages. */
function evaluationsOfRun(run: Recipe): number {
  return evaluationsOf(run.schedule) + upscalingsOf(run);
}

/** Evaluations in the second stage. */
function upscalingsOf({ upscale }: Recipe): number {
  return upscale ? evaluationsOf(upscale.schedule) : 0;
}

/** The estimate of the second stage, or of the first where there is none. */
export function estimateOfSecond({ estimate, upscale }: Recipe): Estimate {
  return upscale ? withGuidance(estimate, upscale.guidance) : estimate;
}

/** For each leaf those of `rowsOfLeaf`. */
function rowsOfStep({ count }: Recipe, estimate: Estimate): number {
  return count * leavesOf(estimate).reduce((sum, leaf) => sum + rowsOfLeaf(leaf), 0);
}

function sumOver(recipes: readonly Recipe[], measure: (recipe: Recipe) => number): number {
  return recipes.reduce((sum, recipe) => sum + measure(recipe), 0);
}
