import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyRecipe } from './arbitrary.ts';
import { priceOf, rowsOf, rowsPerStep } from './cost.ts';
import { leavesOf, withGuidance } from './estimate.ts';
import { evaluationsOf } from './schedules.ts';

describe('the price of a recipe', () => {
  it('is two rows for each leaf, sample and evaluation, or one where there is nothing to guide', () => {
    fc.assert(
      fc.property(anyRecipe, (recipe) => {
        const leaves = leavesOf(recipe.estimate);
        const unguided = leaves.filter(({ prompt, negative, guidance }) => prompt === negative || guidance === 1);
        expect(rowsPerStep(recipe)).toBe((2 * leaves.length - unguided.length) * recipe.count);
        expect(rowsOf(recipe)).toBe(rowsPerStep(recipe) * evaluationsOf(recipe.schedule));
      }),
    );
  });

  it('is one evaluation less when the schedule stops at its last entry', () => {
    const schedule = { timesteps: [20, 10, 0], clip: 'none' as const };
    expect(evaluationsOf({ ...schedule, end: 'clean' })).toBe(3);
    expect(evaluationsOf({ ...schedule, end: 'stop' })).toBe(2);
  });

  it('counts a second stage apart, whose every step has the rows of the first under its own guidance', () => {
    fc.assert(
      fc.property(anyRecipe, fc.constantFrom(1, 4), (recipe, guidance) => {
        const upscale = { start: 'noise' as const, schedule: recipe.schedule, guidance, noiseLevel: 250 };
        const { first, second } = priceOf({ ...recipe, upscale });
        const guided = { ...recipe, estimate: withGuidance(recipe.estimate, guidance) };
        expect([first, second]).toEqual([rowsOf(recipe), rowsOf(guided)]);
        expect(priceOf(recipe)).toEqual({ first, second: 0 });
        expect(rowsOf({ ...recipe, upscale })).toBe(first + second);
        expect(rowsPerStep({ ...recipe, upscale })).toBe(Math.max(rowsPerStep(recipe), rowsPerStep(guided)));
      }),
    );
  });

  it('is one row for a leaf at guidance 1, of which nothing but the prompt is left', () => {
    const leaf = { prompt: '7', negative: '3', guidance: 1 };
    fc.assert(
      fc.property(anyRecipe, (recipe) => {
        expect(rowsPerStep({ ...recipe, estimate: { mean: [leaf, { ...leaf, guidance: 2 }] } })).toBe(3 * recipe.count);
      }),
    );
  });
});
