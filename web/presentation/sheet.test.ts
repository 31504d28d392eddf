import { problem } from '@manifold/shared/protocol/problem';
import { manifest } from '@manifold/shared/recipe/arbitrary';
import { compile } from '@manifold/shared/recipe/compile';
import { Technique } from '@manifold/shared/recipe/technique';
import { describe, expect, it } from 'vitest';
import { failing, sending } from './job-view.ts';
import { pairOf } from './pair.ts';
import { askedOf, firstFailed, isSameRun, isWorthTrying, type Sheet, sizeOfSheets } from './sheet.ts';

describe('askedOf', () => {
  it('tells both readings of a recipe, whatever its timesteps', () => {
    const anagram = { technique: 'anagram', prompt: ['6', '9'], view: ['flip'], spacing: 'course' };
    const recipe = compile({ ...Technique.parse(anagram), seed: 1 }, manifest);
    const pair = pairOf(askedOf({ recipe } as Sheet));
    expect([pair?.first.caption, pair?.second.caption, pair?.view]).toEqual(['a six', 'a nine', 'flip']);
  });
});

describe('isWorthTrying', () => {
  const invalid = failing(problem('invalid-request', 'no'));
  const missing = failing(problem('not-found', 'no'));

  it.each<[string, Partial<Sheet>, boolean]>([
    ['what was refused as invalid', { view: invalid }, false],
    ['what failed as invalid once it was a job', { view: invalid, jobId: '1' }, true],
    ['what is too large', { view: failing(problem('body-too-large', 'no')) }, false],
    ['what wants a model that may yet be served', { view: failing(problem('unknown-bundle', 'no')) }, true],
    ['a job that is not there', { view: missing, jobId: '1' }, false],
    ['one that is not there any more, by its request', { view: missing, jobId: '1', request: {} as never }, true],
    ['what went wrong', { view: failing(problem('internal', 'no')) }, true],
  ])('tells whether it is of %s', (_, sheet, isWorth) => {
    expect(isWorthTrying(sheet as Sheet)).toBe(isWorth);
  });
});

describe('firstFailed', () => {
  const done = { view: { ...sending(), phase: 'done' } } as Sheet;
  const failed = { view: failing(problem('internal', 'no')) } as Sheet;

  it('waits until all have ended', () => {
    expect(firstFailed([done, failed, failed])).toBe(1);
    expect([[done], [failed, { view: sending() } as Sheet], []].map(firstFailed)).toEqual([-1, -1, -1]);
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
