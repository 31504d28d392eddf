import { manifest } from '@manifold/shared/recipe/arbitrary';
import { compile } from '@manifold/shared/recipe/compile';
import { Technique } from '@manifold/shared/recipe/technique';
import { describe, expect, it } from 'vitest';
import { pairOf } from './pair.ts';
import { askedOf, isSameRun, type Sheet } from './sheet.ts';

describe('askedOf', () => {
  it('tells both readings of a recipe, whatever its timesteps', () => {
    const anagram = { technique: 'anagram', prompt: ['6', '9'], view: ['flip'], spacing: 'course' };
    const recipe = compile({ ...Technique.parse(anagram), seed: 1 }, manifest);
    const pair = pairOf(askedOf({ recipe } as Sheet));
    expect([pair?.first.caption, pair?.second.caption, pair?.view]).toEqual(['a six', 'a nine', 'flip']);
  });
});

describe('isSameRun', () => {
  it('knows a run in which one sheet was tried again from another run', () => {
    expect(isSameRun(['a', 'b', 'c'], ['a', 'b', 'd'])).toBe(true);
    expect(isSameRun(['a', 'b'], ['d', 'e'])).toBe(false);
    expect(isSameRun(['a'], ['a', 'b'])).toBe(false);
    expect(isSameRun([], [])).toBe(false);
  });
});
