import type { Manifest } from '../protocol/manifest.ts';
import type { Clip, Schedule } from './recipe.ts';

/** The course's strided timesteps at a training of length 1000: 990 to 0 by 30, 34 of them. */
const course = { length: 1000, stride: 30, entries: 34 };
/** The last index that a course schedule can start at: t = 0. */
export const lastCourseStart = course.entries - 1;

/** The least part of the noise that strides rounded down may begin with. */
const leastNoise = 0.9;
/** The fewest steps of which leading spacing begins nearer to the noise than to the picture. */
const fewestLeading = 3;

/**
 * Leading spacing of `steps` timesteps over a training of length `trainTimesteps`, ending at the clean image:
 * t_i = (steps - 1 - i) floor(T / steps), as in DDPMScheduler's `leading` (Lin et al. 2023, arXiv:2305.08891, table 2). Pure noise
 * must not be taken for a picture that is half done or, in one step, wholly. Where such strides would leave much of the training
 * out, 151 of them in 300 half of it, it is t_i = floor((steps - 1 - i) T / steps); one step and two are spaced from T - 1 down.
 */
export function leadingSchedule(trainTimesteps: number, steps: number, clip: Clip = 'none'): Schedule {
  if (steps < fewestLeading) return scheduleFrom(trainTimesteps - 1, steps, clip);
  const stride = Math.floor(trainTimesteps / steps);
  const even = (index: number) => Math.floor((index * trainTimesteps) / steps);
  const last = steps - 1;
  const reachesNoise = last * stride >= leastNoise * even(last);
  const timesteps = Array.from({ length: steps }, (_, i) => (reachesNoise ? (last - i) * stride : even(last - i)));
  return { timesteps, end: 'clean', clip };
}

/** From noise to the picture as the bundle's own scheduler has it; in as many steps as is usual there when left out. */
export function usualSchedule(
  { process, trainTimesteps, defaults }: Manifest,
  steps: number = defaults.steps,
): Schedule {
  if (process === 'flow') return scheduleFrom(trainTimesteps - 1, steps, defaults.clip);
  return leadingSchedule(trainTimesteps, steps, defaults.clip);
}

/**
 * The course's timesteps: 990, 960, ..., 0 of a training of 1000, and in proportion of any other. A training too short for 34
 * entries is visited at every timestep.
 */
export function courseTimesteps(trainTimesteps: number): number[] {
  const last = Math.min(lastCourseStart, trainTimesteps - 1);
  const isShort = trainTimesteps < course.entries;
  // Rounded down: to the nearest, the first entry of a training of 34 to 50 timesteps would be past its last.
  const entry = (i: number) => (isShort ? i : Math.floor((i * course.stride * trainTimesteps) / course.length));
  return Array.from({ length: last + 1 }, (_, i) => entry(last - i));
}

/** What of a bundle decides how it visits the course's timesteps. */
type Trained = Pick<Manifest, 'trainTimesteps' | 'variance'>;

/** The course's schedule from entry `start` of its timesteps on. */
export function courseSchedule({ trainTimesteps, variance }: Trained, start: number): Schedule {
  const all = courseTimesteps(trainTimesteps);
  return ended(all.slice(Math.min(start, all.length - 1)), variance);
}

/** From timestep `t` over those of the course's timesteps that are less. */
export function courseScheduleFrom({ trainTimesteps, variance }: Trained, t: number): Schedule {
  return ended([t, ...courseTimesteps(trainTimesteps).filter((less) => less < t)], variance);
}

/**
 * Part A of the course, with a learned variance, stops at t = 0; part B, with a fixed one, adds no noise in its last step. There
 * the step onto 0 would leave grain, and is one to the clean image instead. A lone timestep takes no step.
 */
function ended(timesteps: number[], variance: Manifest['variance']): Schedule {
  if (variance === 'learned' || timesteps.length === 1) return { timesteps, end: 'stop', clip: 'none' };
  return { timesteps: timesteps.slice(0, -1), end: 'clean', clip: 'none' };
}

/** `steps` timesteps spread evenly from `t` towards 0, ending at the clean image; at most t + 1. */
export function scheduleFrom(t: number, steps: number, clip: Clip = 'none'): Schedule {
  const stride = (t + 1) / steps;
  return { timesteps: Array.from({ length: steps }, (_, i) => t - Math.floor(i * stride)), end: 'clean', clip };
}

/**
 * The part of a schedule that a picture of that `strength` goes through, as diffusers has it: the last floor(strength N) of its
 * N timesteps, from 0 where nothing happens to it to 1 for all of them. One is left at the least.
 */
export function lastOf({ timesteps, ...rest }: Schedule, strength: number): Schedule {
  return { timesteps: timesteps.slice(-Math.max(1, Math.floor(strength * timesteps.length))), ...rest };
}

/** Number of U-Net evaluations that a schedule makes. */
export function evaluationsOf(schedule: Schedule): number {
  return schedule.timesteps.length - (schedule.end === 'stop' ? 1 : 0);
}
