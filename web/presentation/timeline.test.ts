import type { Recipe } from '@manifold/shared/recipe/recipe';
import { leadingSchedule } from '@manifold/shared/recipe/schedules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  filmLength,
  stepOfTick,
  tickAfterKey,
  tickAt,
  tickCount,
  tickOfStep,
  ticksOf,
  ticksOfFilm,
} from './timeline.ts';

const steps = fc.integer({ min: 1, max: 1000 });

function recipeOf(of: number, enlarging = 0): Recipe {
  const estimate = { prompt: '7', negative: '', guidance: 5 };
  const bundle = { name: 'mnist-class', revision: '0'.repeat(64) };
  const schedule = leadingSchedule(1000, of);
  const upscale = {
    start: 'noise',
    noiseLevel: 0,
    guidance: 1,
    schedule: leadingSchedule(1000, enlarging || 1),
  } as const;
  const run: Recipe = { version: 1, bundle, start: { noise: 'gaussian' }, estimate, schedule, seed: 1, count: 1 };
  return enlarging > 0 ? { ...run, upscale } : run;
}

describe('the ticks of a film', () => {
  it('are strictly later steps, the first and the last among them', () => {
    fc.assert(
      fc.property(steps, (of) => {
        const kept = Array.from({ length: tickCount(of) }, (_, tick) => stepOfTick(tick, of));
        expect(kept.at(-1)).toBe(of);
        if (of > 1) expect(kept[0]).toBe(1);
        expect(kept.every((step, i) => i === 0 || step > kept[i - 1]!)).toBe(true);
        expect(kept.length).toBe(Math.min(of, filmLength));
      }),
    );
  });

  it('are developed when their step is done, and not before', () => {
    fc.assert(
      fc.property(steps, fc.nat(1000), (of, drawn) => {
        const step = Math.min(drawn, of);
        const tick = tickOfStep(step, of);
        if (tick >= 0) expect(stepOfTick(tick, of)).toBeLessThanOrEqual(step);
        if (tick + 1 < tickCount(of)) expect(stepOfTick(tick + 1, of)).toBeGreaterThan(step);
      }),
    );
  });

  it('are told alike by the recipe and by the film that it makes', () => {
    fc.assert(
      fc.property(steps, fc.nat(100), (of, enlarging) => {
        const recipe = recipeOf(of, enlarging);
        const ticks = ticksOf(recipe);
        expect(
          ticksOfFilm(
            ticks.map((tick) => tick.timestep),
            recipe,
          ),
        ).toEqual(ticks);
        const { schedule } = recipe.upscale ?? recipe;
        expect(ticks.at(-1)).toEqual({ step: of + enlarging, timestep: schedule.timesteps.at(-1) });
      }),
    );
  });
});

describe('scrubbing', () => {
  const count = fc.integer({ min: 1, max: 64 });

  it('reaches every tick, at the middle of its frame', () => {
    fc.assert(
      fc.property(count, (frames) => {
        const reached = Array.from({ length: frames }, (_, i) => tickAt((i + 0.5) / frames, frames));
        expect(reached).toEqual(Array.from({ length: frames }, (_, i) => i));
      }),
    );
  });

  it('stays on the strip wherever the pointer goes', () => {
    fc.assert(
      fc.property(count, fc.double({ min: -10, max: 10, noNaN: true }), (frames, fraction) => {
        const tick = tickAt(fraction, frames);
        expect(tick).toBeGreaterThanOrEqual(0);
        expect(tick).toBeLessThan(frames);
      }),
    );
  });

  it('moves by keys within what is developed', () => {
    expect(tickAfterKey('ArrowLeft', 5, 7)).toBe(4);
    expect(tickAfterKey('ArrowRight', 7, 7)).toBe(7);
    expect(tickAfterKey('Home', 5, 7)).toBe(0);
    expect(tickAfterKey('End', 5, 7)).toBe(7);
    expect(tickAfterKey('PageDown', 1, 7)).toBe(0);
    expect(tickAfterKey('Tab', 5, 7)).toBeUndefined();
  });
});
