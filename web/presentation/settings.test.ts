import type { Manifest } from '@manifold/shared/protocol/manifest';
import { digits as labels, manifest as served } from '@manifold/shared/recipe/arbitrary';
import { compile } from '@manifold/shared/recipe/compile';
import { Technique } from '@manifold/shared/recipe/technique';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paperViews } from '../canvas/view.ts';
import { errorsByField, settingErrors, standsBeside } from './setting-errors.ts';
import {
  defaultSettings,
  ideaOf,
  isAsked,
  labelsOf,
  makes,
  recipeOf,
  requestsOf,
  type Settings,
  settingsOfRecipe,
} from './settings.ts';
import { queryOf, settingsFrom } from './settings-query.ts';

const manifest: Manifest = {
  ...served,
  defaults: { guidance: 5, steps: 300 },
  accepts: { images: true, upscale: true },
  upscale: {
    size: 112,
    trainTimesteps: 1000,
    noiseLevels: 1000,
    rowCost: 1,
    defaults: { guidance: 1, steps: 10, noiseLevel: 50 },
  },
};
const defaults = defaultSettings(manifest);

const label = fc.constantFrom(...labels);
const seed = fc.integer({ min: 0, max: 0xffff_ffff });
const common = {
  guidance: fc.double({ min: -100, max: 100, noNaN: true }).map((gamma) => gamma + 0),
  steps: fc.integer({ min: 1, max: 300 }),
  seed: fc.option(seed, { nil: undefined }),
  count: fc.integer({ min: 1, max: 16 }),
  enlarged: fc.option(fc.constantFrom({}, { noiseLevel: 50, upscaleSteps: 10, upscaleGuidance: 1.5 }), {
    nil: undefined,
  }),
};
const own = [
  { prompts: fc.subarray(labels, { minLength: 1 }) },
  { upright: label, turned: label, view: fc.constantFrom(...paperViews) },
  { near: label, far: label, sigma: fc.double({ min: 0.1, max: 16, noNaN: true }) },
];
/** Settings of each technique; the fields of the others are as they begin. */
const settings: fc.Arbitrary<Settings> = fc.oneof(
  ...makes.map((technique, i) =>
    fc.record({ ...own[i], ...common }).map((given) => ({ ...defaults, ...given, technique })),
  ),
);

describe('a remix link', () => {
  it('says settings so that they are read back', () => {
    fc.assert(
      fc.property(settings, (given) => {
        const query = new URLSearchParams(queryOf(given, manifest.name));
        for (const enlarged of [undefined, {}]) {
          expect(settingsFrom(query, { ...defaults, enlarged }, labels)).toEqual(given);
        }
      }),
    );
  });

  it('leaves to the bundle what it does not say, and keeps what it says badly for the field to show', () => {
    expect(settingsFrom(new URLSearchParams('prompt=3'), defaults, labels)).toEqual({ ...defaults, prompts: ['3'] });
    const bad = settingsFrom(new URLSearchParams('steps=many&count='), defaults, labels);
    expect(Object.keys(settingErrors(bad, manifest))).toEqual(['steps', 'count']);
  });

  it('begins with the bundle for a technique, a label or a view that it does not know', () => {
    const strange = new URLSearchParams('technique=alchemy&upright=x&view=negate&far=');
    expect(settingsFrom(strange, defaults, labels)).toEqual(defaults);
  });

  it('asks for the recipe that it was made from', () => {
    fc.assert(
      fc.property(settings, seed, (given, drawn) => {
        const [request] = requestsOf(given, drawn, manifest.name);
        const recipe = compile(request!, manifest);
        const again = settingsOfRecipe(recipe, defaults)!;
        expect(recipeOf(requestsOf(again, again.seed!, manifest.name)[0], manifest)).toEqual(recipe);
        expect({ ...again, seed: given.seed }).toEqual({ ...given, prompts: again.prompts, enlarged: again.enlarged });
        expect(again.enlarged === undefined).toBe(given.enlarged === undefined);
      }),
    );
  });

  it('is not offered for what the studio has no fields for', () => {
    const asked = [
      { technique: 'anagram', prompt: ['6', '9'], view: ['skew'] },
      { technique: 'anagram', prompt: ['6', '9', '8'], view: ['flip', 'rotate-cw'] },
      { technique: 'sample', prompt: '6', negative: '0' },
      { technique: 'sample', prompt: '6', spacing: 'course' },
      { technique: 'triple', low: '1', middle: '2', high: '3' },
    ];
    const recipes = asked.map((one) => compile({ ...Technique.parse(one), seed: 1 }, manifest));
    expect(recipes.map((recipe) => settingsOfRecipe(recipe, defaults, manifest))).toEqual(asked.map(() => undefined));
  });
});

describe('settingErrors', () => {
  it('tells beside the field that its words are too many, of each that takes words', () => {
    const words: Manifest = { ...manifest, prompt: { kind: 'text', tokens: 77, examples: [] } };
    const long = 'x'.repeat(501);
    const wrong = { ...defaults, prompts: [long], turned: long, far: long };
    const told = makes.map((technique) => settingErrors({ ...wrong, technique }, words));
    const error = 'Must have at most 500 characters.';
    expect(told).toEqual([{ prompts: error }, { turned: error }, { far: error }]);
  });

  it('finds nothing wrong with what the bundle begins with', () => {
    for (const technique of makes) expect(settingErrors({ ...defaults, technique }, manifest)).toEqual({});
    expect(labelsOf(manifest)).toEqual(labels);
  });

  it('says of a bundle without a second stage that it cannot enlarge', () => {
    const { upscale: _, ...single } = manifest;
    expect(settingErrors({ ...defaults, enlarged: {} }, single)).toHaveProperty('enlarged');
  });

  it('names the field', () => {
    const wrong = { ...defaults, prompts: [], guidance: Number.NaN, steps: 301, seed: -1, count: 10_000, sigma: 0 };
    const numbers = ['count', 'guidance', 'seed', 'steps'];
    expect(Object.keys(settingErrors(wrong, manifest)).sort()).toEqual([...numbers, 'prompts'].sort());
    const hybrid = { ...wrong, technique: 'hybrid' as const };
    expect(Object.keys(settingErrors(hybrid, manifest)).sort()).toEqual([...numbers, 'sigma'].sort());
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
      { pointer: '/prompt/1', detail: '"y" is not a label' },
      { pointer: '/count', detail: 'must be at most 16' },
      { pointer: '/webhook', detail: 'unknown key' },
    ];
    expect(errorsByField(faults)).toEqual({
      prompts: '"x" is not a label.',
      turned: '"y" is not a label.',
      count: 'Must be at most 16.',
    });
  });
});

describe('standsBeside', () => {
  const { upscale: _, ...single } = manifest;
  const wordless: Manifest = { ...single, prompt: { kind: 'none' } };
  const hybrid = { ...defaults, technique: 'hybrid' as const };

  it.each<[string, string, Settings, Manifest, boolean]>([
    ['a field of every technique', '/steps', hybrid, single, true],
    ['a field of the technique', '/low', hybrid, single, true],
    ['a field of another', '/low', defaults, single, false],
    ['what no field shows', '/webhook', defaults, single, false],
    ['words for a model that takes none', '/prompt', defaults, wordless, false],
    ['a second stage for a model without', '/upscale', defaults, single, false],
    ['a second stage that is asked for all the same', '/upscale', { ...defaults, enlarged: {} }, single, true],
  ])('tells whether %s has it in sight', (_name, pointer, given, model, isBeside) => {
    const fault = { pointer, detail: 'is odd' };
    expect(standsBeside(fault, errorsByField([fault]), given, model)).toBe(isBeside);
  });

  it('knows what is no longer said of a field, or was not the first of it', () => {
    const fault = { pointer: '/steps', detail: 'is odd' };
    const told = [{}, { steps: 'Is even.' }].map((errors) => standsBeside(fault, errors, defaults, manifest));
    expect(told).toEqual([false, false]);
  });
});

it('ideas are what the bundle proposes, one after another and round again', () => {
  const reader: Manifest = { ...served, prompt: { kind: 'text', tokens: 77, examples: ['a cat', 'a pencil'] } };
  const ideas = ['my own', 'a cat', 'a pencil'].map((words) => ideaOf(reader, words));
  expect(ideas).toEqual(['a cat', 'a pencil', 'a cat']);
  expect(ideaOf({ ...reader, prompt: { kind: 'text', tokens: 77, examples: [] } }, 'a cat')).toBeUndefined();
  expect(ideaOf(served, '7')).toBeUndefined();
});

it('words are asked of no bundle that takes none, but for those that a link brought', () => {
  const wordless: Manifest = { ...served, prompt: { kind: 'none' } };
  const { near, guidance } = defaultSettings(wordless);
  expect([isAsked(wordless, near, ''), isAsked(wordless, guidance, served.defaults.guidance)]).toEqual([false, false]);
  expect([isAsked(wordless, '3', ''), isAsked(wordless, Number.NaN, 1), isAsked(served, '', '')]).toEqual([
    true,
    true,
    true,
  ]);
});
