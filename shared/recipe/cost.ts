import { leavesOf } from './estimate.ts';
import type { Recipe, Schedule } from './recipe.ts';

/** Number of U-Net evaluations that a schedule makes. */
export function evaluationsOf(schedule: Schedule): number {
  return schedule.timesteps.length - (schedule.end === 'stop' ? 1 : 0);
}

/** U-Net rows of one step over all samples: an unconditional and a conditional row a leaf. */
export function rowsPerStep(recipe: Recipe): number {
  return 2 * leavesOf(recipe.estimate).length * recipe.count;
}

/** The price of a computation, in U-Net rows. */
export function rowsOf(recipe: Recipe): number {
  const upscale = recipe.upscale ? 2 * recipe.count * evaluationsOf(recipe.upscale.schedule) : 0;
  return rowsPerStep(recipe) * evaluationsOf(recipe.schedule) + upscale;
}
