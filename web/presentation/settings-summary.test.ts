import { manifest, upscaling } from '@manifold/shared/recipe/arbitrary';
import { expect, it } from 'vitest';
import type { Settings } from './settings.ts';
import { emptySentence, enlargeLabel, summaryOf } from './settings-summary.ts';

const settings: Settings = {
  technique: 'sample',
  prompts: ['7'],
  upright: '6',
  turned: '9',
  view: 'flip',
  near: '3',
  far: '0',
  sigma: 2,
  guidance: 5,
  steps: 1,
  seed: undefined,
  count: 2,
  enlarged: undefined,
};

it('puts what folds away in a line', () => {
  expect(summaryOf(settings, manifest)).toBe('γ 5 · 1 step · seed random · 2 prints');
  expect(summaryOf({ ...settings, technique: 'hybrid', seed: 3 }, manifest)).toBe(
    'σ 2 · γ 5 · 1 step · seed 3 · 2 prints',
  );
});

it('says nothing of guidance where there is no prompt to guide by, unless it was set', () => {
  const wordless = { ...manifest, prompt: { kind: 'none' } } as const;
  expect(summaryOf(settings, wordless)).toBe('1 step · seed random · 2 prints');
  expect(summaryOf({ ...settings, guidance: 3 }, wordless)).toBe('γ 3 · 1 step · seed random · 2 prints');
});

it('shows a field that holds no number as a dash', () => {
  const cleared = { sigma: Number.NaN, guidance: Number.NaN, steps: Number.NaN, seed: Number.NaN, count: Number.NaN };
  expect(summaryOf({ ...settings, ...cleared, technique: 'hybrid' }, manifest)).toBe(
    'σ – · γ – · – steps · seed – · – prints',
  );
});

it('says what an empty easel waits for, and that an address asks for what is not there', () => {
  expect(emptySentence(settings, false)).toBe('Nothing is developed yet. It takes 1 step from noise to print.');
  expect(emptySentence({ ...settings, prompts: [] }, false)).toBe('Pick a digit to develop.');
  expect(emptySentence({ ...settings, prompts: [] }, true)).toContain('a model that the studio does not have');
});

it.each([0, -5, 1.5, Number.NaN])('does not say that it takes %d steps', (steps) => {
  expect(emptySentence({ ...settings, steps }, false)).toBe('Nothing is developed yet.');
});

it('names the size that is enlarged to, where there is one', () => {
  expect([enlargeLabel(upscaling), enlargeLabel(manifest)]).toEqual([
    `Enlarge to ${upscaling.upscale?.size} px`,
    'Enlarge',
  ]);
});
