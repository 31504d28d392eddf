import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyPictureTechnique, anyStudy, anyTechnique, manifest } from './arbitrary.ts';
import { checkRecipe } from './check.ts';
import { compile, seeded } from './compile.ts';
import { Recipe, Schedule } from './recipe.ts';
import { courseSchedule, courseScheduleFrom, evaluationsOf, leadingSchedule, scheduleFrom } from './schedules.ts';
import { Technique } from './technique.ts';

describe('leadingSchedule', () => {
  it('makes the evaluations asked for, within the training, ending at 0 or, if they are few, beginning at its last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 }), (a, b) => {
        const [steps, trainTimesteps] = a < b ? [a, b] : [b, a];
        const schedule = leadingSchedule(trainTimesteps, steps);
        expect(evaluationsOf(schedule)).toBe(steps);
        if (steps > 2) expect(schedule.timesteps.at(-1)).toBe(0);
        else expect(schedule.timesteps[0]).toBe(trainTimesteps - 1);
        expect(schedule.timesteps[0]).toBeLessThan(trainTimesteps);
        expect(Schedule.safeParse(schedule).success).toBe(true);
      }),
    );
  });

  it('is the leading spacing of diffusers', () => {
    expect(leadingSchedule(300, 5).timesteps).toEqual([240, 180, 120, 60, 0]);
    expect(leadingSchedule(1000, 3).timesteps).toEqual([666, 333, 0]);
    expect(leadingSchedule(1000, 80).timesteps.slice(0, 2)).toEqual([948, 936]);
  });

  it('begins near the noise in however many steps', () => {
    expect(leadingSchedule(7, 4).timesteps).toEqual([5, 3, 1, 0]);
    expect([1, 2, 3].map((steps) => leadingSchedule(300, steps).timesteps)).toEqual([[299], [299, 149], [200, 100, 0]]);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1000 }), (steps) => {
        const [first] = leadingSchedule(1000, steps).timesteps;
        expect(first).toBeGreaterThanOrEqual(Math.floor(900 * (1 - 1 / steps)));
      }),
    );
  });
});

describe('courseSchedule', () => {
  const learned = { trainTimesteps: 1000, variance: 'learned' } as const;
  const fixed = { trainTimesteps: 1000, variance: 'fixed' } as const;

  it('is 990 to 0 by 30, entered at any index, stopping at 0', () => {
    const whole = courseSchedule(learned, 0);
    expect([whole.timesteps.length, whole.timesteps[0], whole.timesteps[10], whole.end]).toEqual([
      34,
      990,
      690,
      'stop',
    ]);
    const starts = [1, 3, 5, 7, 10, 20].map((start) => courseSchedule(learned, start).timesteps[0]);
    expect(starts).toEqual([960, 900, 840, 780, 690, 390]);
    expect(courseSchedule(learned, 33).timesteps).toEqual([0]);
  });

  it('adds no noise at last where the variance is fixed: it ends clean, in as many evaluations', () => {
    for (const start of [0, 1, 3, 5, 7, 10, 20, 32]) {
      const [{ timesteps }, clean] = [courseSchedule(learned, start), courseSchedule(fixed, start)];
      expect(clean).toEqual({ timesteps: timesteps.slice(0, -1), end: 'clean', clip: 'none' });
      expect(evaluationsOf(clean)).toBe(33 - start);
      expect(courseScheduleFrom(fixed, timesteps[0]!)).toEqual(clean);
    }
    expect(courseSchedule(fixed, 33)).toEqual(courseSchedule(learned, 33));
    expect(courseScheduleFrom(fixed, 0)).toEqual({ timesteps: [0], end: 'stop', clip: 'none' });
  });

  it('falls strictly to 0 within any training, in proportion to its length', () => {
    const isSound = (trainTimesteps: number, start: number) => {
      const { timesteps } = courseSchedule({ ...learned, trainTimesteps }, start);
      const falls = timesteps.every((t, i) => t < (timesteps[i - 1] ?? trainTimesteps));
      return falls && timesteps.at(-1) === 0;
    };
    const lengths = Array.from({ length: 10_000 }, (_, i) => i + 1);
    expect(lengths.filter((length) => !isSound(length, 0))).toEqual([]);
    fc.assert(fc.property(fc.integer({ min: 1, max: 10_000 }), fc.nat(33), isSound));
    expect(courseSchedule({ ...learned, trainTimesteps: 300 }, 0).timesteps.slice(0, 3)).toEqual([297, 288, 279]);
  });
});

describe('scheduleFrom', () => {
  it('falls strictly from t in so many evaluations, ending clean', () => {
    fc.assert(
      fc.property(fc.nat(999), fc.nat(999), (t, fewer) => {
        const steps = t + 1 - (fewer % (t + 1));
        const schedule = scheduleFrom(t, steps);
        expect(evaluationsOf(schedule)).toBe(steps);
        expect(schedule.timesteps[0]).toBe(t);
        expect(schedule.timesteps.every((one, i) => one >= 0 && (i === 0 || one < schedule.timesteps[i - 1]!))).toBe(
          true,
        );
      }),
    );
    expect(scheduleFrom(4, 5).timesteps).toEqual([4, 3, 2, 1, 0]);
  });
});

describe('compile', () => {
  it('gives a recipe that its schema takes, equal for equal techniques', () => {
    fc.assert(
      fc.property(fc.oneof(anyTechnique, anyPictureTechnique, anyStudy), (technique) => {
        const recipe = compile(
          seeded(technique, () => 0),
          manifest,
        );
        expect(Recipe.parse(recipe)).toEqual(recipe);
        expect(checkRecipe(recipe, { ...manifest, accepts: { images: true, upscale: false } })).toEqual([]);
        expect(
          compile(
            seeded({ ...technique }, () => 1),
            manifest,
          ),
        ).toEqual(recipe);
      }),
    );
  });

  it("takes the bundle's defaults, and draws a seed, where nothing was asked for", () => {
    const technique = Technique.parse({ technique: 'sample', prompt: '7' });
    const recipe = compile(
      seeded(technique, () => 0xffff_ffff),
      manifest,
    );
    expect(recipe.estimate).toEqual({ prompt: '7', negative: '', guidance: 5 });
    expect(recipe.schedule.timesteps).toHaveLength(50);
    expect([recipe.seed, recipe.count]).toEqual([0xffff_ffff, 1]);
  });
});
