import { manifest } from '@manifold/shared/recipe/arbitrary';
import { compile } from '@manifold/shared/recipe/compile';
import { Technique } from '@manifold/shared/recipe/technique';
import { describe, expect, it } from 'vitest';
import { pairOf } from './pair.ts';
import { askedOf, isSameRun, type Sheet, sizeOfSheets } from './sheet.ts';

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

describe('sizeOfSheets', () => {
  const drawing = { ...manifest, name: 'drawing', size: 64 };
  const served = [manifest, drawing];
  const recipe = compile(
    { ...Technique.parse({ technique: 'sample', prompt: '7', bundle: 'drawing' }), seed: 1 },
    drawing,
  );

  it('is that of the model that draws, though another was chosen since', () => {
    expect(sizeOfSheets([{ recipe } as Sheet], served, manifest)).toBe(64);
    expect(sizeOfSheets([{ request: { bundle: 'drawing' } } as Sheet], served, manifest)).toBe(64);
  });

  it('is that of the model that is chosen for an empty easel, and for what is drawn by nothing that is served', () => {
    expect(sizeOfSheets([], served, manifest)).toBe(manifest.size);
    expect(sizeOfSheets([{ recipe } as Sheet], [manifest], manifest)).toBe(manifest.size);
  });
});
