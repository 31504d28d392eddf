import { z } from 'zod';
import type { Manifest } from '../../protocol/manifest.ts';
import { entryFaults, type Fault } from '../fault.ts';
import type { Schedule } from '../recipe.ts';
import { evaluationsOf, lastOf } from '../schedules.ts';
import { type Spaced, spacedSchedule } from '../spacing.ts';

/** How much of a picture's noise it is drawn anew from, as diffusers counts it. */
export const Strength = z.number().min(0).max(1);

/** The timesteps that a picture of that strength goes through, of those that `asked` names. */
export function strengthSchedule(strength: number, asked: Spaced, manifest: Manifest): Schedule {
  return lastOf(spacedSchedule(manifest, asked), strength);
}

/** Strengths too small for any step. */
export function checkStrength(
  strength: number | readonly number[] | undefined,
  asked: Spaced,
  manifest: Manifest,
): Fault[] {
  const whole = spacedSchedule(manifest, asked);
  const count = whole.timesteps.length;
  const isTooSmall = (one: number) => Math.floor(one * count) < 1 || evaluationsOf(lastOf(whole, one)) < 1;
  const detail = `leaves no step of ${evaluationsOf(whole)}; ask for more of either`;
  return entryFaults('strength', strength, isTooSmall, detail);
}
