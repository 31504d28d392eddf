import { z } from 'zod';
import type { Manifest } from '../protocol/manifest.ts';
import type { Schedule } from './recipe.ts';
import { type Respacing, respaced, respacings } from './respacing.ts';
import { courseSchedule, lastCourseStart, usualSchedule } from './schedules.ts';

/** Lists of timesteps by name: the course's, which is not clipped, and those of DeepFloyd IF. */
export const Spacing = z.enum(['course', ...(Object.keys(respacings) as Respacing[])]);
export type Spacing = z.infer<typeof Spacing>;

/** That of the last timestep in the longest of the lists. */
export const lastIndex = Math.max(
  lastCourseStart,
  ...Object.values(respacings).map((counts) => counts.reduce<number>((sum, count) => sum + count, 0) - 1),
);

/** How a technique says which timesteps it visits. */
export interface Spaced {
  readonly steps?: number | undefined;
  readonly spacing?: Spacing | undefined;
}

/** The timesteps of that name, or else so many as the bundle's own scheduler spaces them. `checkSpaced` has seen to it that they fit. */
export function spacedSchedule(manifest: Manifest, { steps, spacing }: Spaced): Schedule {
  if (spacing === undefined) return usualSchedule(manifest, steps);
  const { trainTimesteps, defaults } = manifest;
  if (spacing === 'course') return courseSchedule(manifest, 0);
  const timesteps = respaced(trainTimesteps, respacings[spacing]);
  return { timesteps, end: 'clean', clip: defaults.clip ?? 'none' };
}

/** Why a bundle cannot be sampled over the timesteps of that name; undefined when it can. */
export function spacingFault(spacing: Spacing, { name, process, trainTimesteps }: Manifest): string | undefined {
  if (process !== 'diffusion') return `${name} is a ${process}, which takes steps alone; leave this out`;
  if (spacing === 'course') return undefined;
  const counts = respacings[spacing];
  const room = Math.floor(trainTimesteps / counts.length);
  if (counts.every((count) => count <= room)) return undefined;
  return `${name} was trained on ${trainTimesteps} timesteps, too few for ${spacing}; take another`;
}
