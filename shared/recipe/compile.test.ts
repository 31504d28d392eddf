import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTechnique, manifest } from './arbitrary.ts';
import { compile, seeded } from './compile.ts';
import { evaluationsOf } from './cost.ts';
import { Recipe } from './recipe.ts';
import { leadingSchedule } from './schedules.ts';
import { Technique } from './technique.ts';

describe('leadingSchedule', () => {
  it('makes the evaluations asked for, within the training, ending at 0', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 }), (a, b) => {
        const [steps, trainTimesteps] = a < b ? [a, b] : [b, a];
        const schedule = leadingSchedule(trainTimesteps, steps);
        expect(evaluationsOf(schedule)).toBe(steps);
        expect(schedule.timesteps.at(-1)).toBe(0);
        expect(schedule.timesteps[0]).toBeLessThan(trainTimesteps);
      }),
    );
  });

  it('is the leading spacing of diffusers', () => {
    expect(leadingSchedule(300, 5).timesteps).toEqual([240, 180, 120, 60, 0]);
    expect(leadingSchedule(1000, 3).timesteps).toEqual([666, 333, 0]);
  });
});

describe('compile', () => {
  it('gives a recipe that its schema takes, equal for equal techniques', () => {
    fc.assert(
      fc.property(anyTechnique, (technique) => {
        const recipe = compile(
          seeded(technique, () => 0),
          manifest,
        );
        expect(Recipe.parse(recipe)).toEqual(recipe);
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
