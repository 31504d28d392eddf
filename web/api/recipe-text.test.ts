import type { Recipe } from '@manifold/shared/recipe/recipe';
import { leadingSchedule } from '@manifold/shared/recipe/schedules';
import { describe, expect, it } from 'vitest';
import { asCommand, asCurl, asFacts, asJson } from './recipe-text.ts';

const recipe: Recipe = {
  version: 1,
  bundle: { name: 'mnist-class', revision: 'ab'.repeat(32) },
  start: { noise: 'gaussian' },
  estimate: { prompt: "it's 7", negative: '', guidance: 5 },
  schedule: leadingSchedule(300, 50),
  seed: 180,
  count: 4,
};

describe('a recipe in other forms', () => {
  it('is JSON that reads back, with a schedule on one line', () => {
    expect(JSON.parse(asJson(recipe))).toEqual(recipe);
    expect(asJson(recipe).split('\n').length).toBeLessThan(30);
  });

  it('quotes for the shell', () => {
    expect(asCommand(recipe)).toContain(`--prompt 'it'\\''s 7'`);
    expect(asCurl(recipe, 'https://m.example')).toContain(`it'\\''s 7`);
  });

  it('has no command where no flags say it', () => {
    expect(asCommand({ ...recipe, schedule: { ...recipe.schedule, end: 'stop' } })).toBeUndefined();
  });

  it('tells what it costs', () => {
    expect(asFacts(recipe)).toContainEqual(['Price', '400 rows']);
  });
});
