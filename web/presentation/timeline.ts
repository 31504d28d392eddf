import { stepsOf } from '@manifold/shared/recipe/cost';
import type { Recipe, Schedule } from '@manifold/shared/recipe/recipe';
import { evaluationsOf } from '@manifold/shared/recipe/schedules';

/** The most steps that a film keeps. */
export const filmLength = 12;

/** A kept step of the sampler: the `step`-th evaluation in both stages, made at `timestep` of its stage. */
export interface Tick {
  step: number;
  timestep: number;
}

/** How many of `of` steps a film keeps. */
export function tickCount(of: number): number {
  return Math.min(of, filmLength);
}

/** The step of a film's `tick`: evenly chosen, the first and the last among them. */
export function stepOfTick(tick: number, of: number): number {
  const last = tickCount(of) - 1;
  return last === 0 ? of : 1 + Math.round((tick * (of - 1)) / last);
}

/** The latest tick that is developed once `step` of `of` are done; -1 before the first. */
export function tickOfStep(step: number, of: number): number {
  let tick = tickCount(of) - 1;
  while (tick >= 0 && stepOfTick(tick, of) > step) tick -= 1;
  return tick;
}

/** The kept steps of a recipe's sampling, in both stages; none of a study, which has no film. */
export function ticksOf(recipe: Recipe): Tick[] {
  const { schedule, upscale, study } = recipe;
  if (study) return [];
  const timesteps = [...evaluated(schedule), ...(upscale ? evaluated(upscale.schedule) : [])];
  return Array.from({ length: tickCount(timesteps.length) }, (_, tick) => {
    const step = stepOfTick(tick, timesteps.length);
    return { step, timestep: timesteps[step - 1]! };
  });
}

function evaluated(schedule: Schedule): readonly number[] {
  return schedule.timesteps.slice(0, evaluationsOf(schedule));
}

/** The kept steps of a film, whose columns were made at `timesteps`. */
export function ticksOfFilm(timesteps: readonly number[], recipe: Recipe): Tick[] {
  return timesteps.map((timestep, tick) => ({ step: stepOfTick(tick, stepsOf(recipe)), timestep }));
}

/** The tick under a pointer at `fraction` of the strip's width, over `count` frames of equal width. */
export function tickAt(fraction: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(fraction * count)));
}

/** Where a key moves the film from `tick`; undefined for a key that does not move it. `last` is the latest that is developed. */
export function tickAfterKey(key: string, tick: number, last: number): number | undefined {
  const moved = { ArrowLeft: tick - 1, ArrowDown: tick - 1, ArrowRight: tick + 1, ArrowUp: tick + 1 }[key];
  const jumped = { PageDown: tick - 3, PageUp: tick + 3, Home: 0, End: last }[key];
  const wanted = moved ?? jumped;
  return wanted === undefined ? undefined : Math.max(0, Math.min(last, wanted));
}
