import type { Recipe, Schedule } from '@manifold/shared/recipe/recipe';
import { clean } from '../diffusion/hold/clean.ts';
import { type Hold, type HoldNoise, nothing } from '../diffusion/hold/hold.ts';
import { knownPart } from '../diffusion/hold/known-part.ts';
import { renoised } from '../diffusion/hold/renoised.ts';
import { filterOf } from './filters.ts';
import type { Given } from './input/given.ts';

/** What a recipe holds fixed, over the schedule of a stage, of the pictures that it is given. */
export function holdOf(hold: Recipe['hold'], schedule: Schedule, { held, mask }: Given, noise: HoldNoise): Hold {
  if (!hold || !held) return nothing;
  if ('filter' in hold) return knownPart(held, filterOf(hold.filter), noise);
  const last = schedule.end === 'clean' ? undefined : schedule.timesteps.at(-1);
  return hold.mode === 'clean' ? clean(held, mask!) : renoised(held, mask!, last, noise);
}
