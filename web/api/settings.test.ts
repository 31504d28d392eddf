import type { Manifest } from '@manifold/shared/protocol/manifest';
import { compile } from '@manifold/shared/recipe/compile';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultSettings,
  errorsByField,
  labelsOf,
  queryOf,
  recipeOf,
  requestOf,
  type Settings,
  settingErrors,
  settingsFrom,
  settingsOfRecipe,
} from './settings.ts';

const labels = [...'0123456789'];
const manifest: Manifest = {
  name: 'mnist-class',
  revision: '0'.repeat(64),
  title: 'MNIST digits',
  licence: 'MIT',
  size: 28,
  channels: 1,
  trainTimesteps: 300,
  pixelRange: [0, 1],
  variance: 'fixed',
  prompt: { kind: 'class', labels },
  rowCost: 0.1,
  accepts: { images: false, upscale: false },
  defaults: { guidance: 5, steps: 300 },
};

const seed = fc.integer({ min: 0, max: 0xffff_ffff });
const settings: fc.Arbitrary<Settings> = fc.record({
  digits: fc.subarray(labels, { minLength: 1 }),
  guidance: fc.double({ min: -100, max: 100, noNaN: true }).map((gamma) => gamma + 0),
  steps: fc.integer({ min: 1, max: 300 }),
  seed: fc.option(seed, { nil: undefined }),
  count: fc.integer({ min: 1, max: 16 }),
});

describe('a remix link', () => {
  it('says settings so that they are read back', () => {
    fc.assert(
      fc.property(settings, (given) => {
        const query = new URLSearchParams(queryOf(given));
        expect(settingsFrom(query, defaultSettings(manifest), labels)).toEqual(given);
      }),
    );
  });

  it('leaves to the bundle what it does not say, and keeps what it says badly for the field to show', () => {
    const defaults = defaultSettings(manifest);
    expect(settingsFrom(new URLSearchParams('digit=3'), defaults, labels)).toEqual({ ...defaults, digits: ['3'] });
    const bad = settingsFrom(new URLSearchParams('steps=many&count='), defaults, labels);
    expect(Object.keys(settingErrors(bad, manifest))).toEqual(['steps', 'count']);
  });

  it('asks for the recipe that it was made from', () => {
    fc.assert(
      fc.property(settings, seed, (given, drawn) => {
        const [digit] = given.digits;
        const recipe = compile({ ...requestOf(digit!, given, drawn, manifest.name), seed: drawn }, manifest);
        expect(recipeOf(digit!, settingsOfRecipe(recipe)!, manifest)).toEqual(recipe);
      }),
    );
  });
});

describe('settingErrors', () => {
  it('finds nothing wrong with what the bundle begins with', () => {
    expect(settingErrors(defaultSettings(manifest), manifest)).toEqual({});
    expect(labelsOf(manifest)).toEqual(labels);
  });

  it('names the field', () => {
    const wrong = { digits: [], guidance: Number.NaN, steps: 301, seed: -1, count: 10_000 };
    expect(Object.keys(settingErrors(wrong, manifest)).sort()).toEqual([
      'count',
      'digits',
      'guidance',
      'seed',
      'steps',
    ]);
  });

  it('holds the price against the number of prints', () => {
    const dear = { ...defaultSettings({ ...manifest, trainTimesteps: 1000 }), steps: 1000, count: 16 };
    expect(settingErrors(dear, { ...manifest, trainTimesteps: 1000 }).count).toContain('32000');
  });
});

describe('errorsByField', () => {
  it('puts what the server says beside the field that it names', () => {
    const faults = [
      { pointer: '/prompt', detail: '"x" is not a label' },
      { pointer: '/count', detail: 'must be at most 16' },
      { pointer: '/webhook', detail: 'unknown key' },
    ];
    expect(errorsByField(faults)).toEqual({ digits: '"x" is not a label.', count: 'Must be at most 16.' });
  });
});
