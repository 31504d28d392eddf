import type { Manifest } from '../protocol/manifest.ts';
import { type Recipe, recipeVersion, type Schedule } from './recipe.ts';
import type { Technique } from './technique.ts';

/** A technique whose seed is known: everything that `compile` needs beside the manifest. */
export type Seeded<T extends Technique = Technique> = T & { seed: number };

/** Fixes the seed of a technique, drawing one from `random` (a function of uniform 32-bit integers) when none was given. */
export function seeded(technique: Technique, random: () => number): Seeded {
  return { ...technique, seed: technique.seed ?? random() };
}

/**
 * Leading spacing of `steps` timesteps over a training of length `trainTimesteps`, ending at the clean image:
 * t_i = (steps - 1 - i) floor(T / steps), as in DDPMScheduler's `leading` (Lin et al. 2023, arXiv:2305.08891, table 2).
 */
export function leadingSchedule(trainTimesteps: number, steps: number): Schedule {
  const stride = Math.floor(trainTimesteps / steps);
  const timesteps = Array.from({ length: steps }, (_, i) => (steps - 1 - i) * stride);
  return { timesteps, end: 'clean', clip: 'none' };
}

/**
 * The recipe that a technique stands for on the bundle of `manifest`. Pure: equal techniques give equal recipes. It asks
 * nothing of its arguments: `prepare` checks.
 */
export function compile(technique: Seeded, manifest: Manifest): Recipe {
  const { name, revision, trainTimesteps, defaults } = manifest;
  const { prompt, negative, guidance = defaults.guidance, steps = defaults.steps, seed, count } = technique;
  return {
    version: recipeVersion,
    bundle: { name, revision },
    start: { noise: 'gaussian' },
    estimate: { prompt, negative, guidance },
    schedule: leadingSchedule(trainTimesteps, steps),
    seed,
    count,
  };
}
