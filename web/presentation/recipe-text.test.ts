import { manifest, upscaling } from '@manifold/shared/recipe/arbitrary';
import { compile } from '@manifold/shared/recipe/compile';
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

  it('is JSON whose texts are as they were written, lists within them too', () => {
    const odd = { ...recipe, estimate: { ...recipe.estimate, prompt: 'say "[1,  2]" and \\[3,   4]' } };
    expect(JSON.parse(asJson(odd))).toEqual(odd);
  });

  it('quotes for the shell', () => {
    expect(asCommand(recipe)).toContain(`--prompt 'it'\\''s 7'`);
    expect(asCurl(recipe, 'https://m.example')).toContain(`it'\\''s 7`);
  });

  it('has no command where no flags say it', () => {
    expect(asCommand({ ...recipe, schedule: { ...recipe.schedule, end: 'stop' } })).toBeUndefined();
    expect(asCommand({ ...recipe, schedule: leadingSchedule(30, 3) }, manifest)).toBeUndefined();
    expect(asCommand(recipe, manifest)).toBe(asCommand(recipe));
  });

  it('has timesteps by name in its command, where the bundle is known', () => {
    const sample = {
      technique: 'sample',
      bundle: manifest.name,
      prompt: '7',
      negative: '',
      seed: 1,
      count: 1,
    } as const;
    const named = compile({ ...sample, spacing: 'course' }, manifest);
    expect(asCommand(named, manifest)).toContain('--guidance 5 --spacing course \\\n');
    expect(asCommand(named)).toBeUndefined();
  });

  it('has what is said of the second stage in its command', () => {
    const { name: bundle } = upscaling;
    const sample = { technique: 'sample', bundle, prompt: '7', negative: '', seed: 1, count: 1 } as const;
    const enlarged = compile({ ...sample, upscale: true, upscaleGuidance: -1 }, upscaling);
    const flags = '--upscale --noiseLevel 250 --upscaleSteps 10 --upscaleGuidance=-1';
    expect(asCommand(enlarged, upscaling)).toContain(flags);
  });

  it('tells what it costs, and of which model it is', () => {
    expect(asFacts(recipe)).toContainEqual(['Price', '400 rows']);
    expect(asFacts(recipe)).toContainEqual(['Model', expect.stringContaining(recipe.bundle.name)]);
  });
});

describe('a recipe of two prompts', () => {
  const leaf = (prompt: string) => ({ prompt, negative: '', guidance: -2 });
  const anagram: Recipe = { ...recipe, estimate: { mean: [leaf('6'), { view: 'rotate-180', of: leaf('9') }] } };
  const hybrid: Recipe = {
    ...recipe,
    estimate: {
      sum: [
        { filter: { pass: 'low', sigma: 1.5 }, of: leaf('0') },
        { filter: { pass: 'high', sigma: 1.5 }, of: leaf('3') },
      ],
    },
  };

  it('has the command of its technique', () => {
    expect(asCommand(anagram)).toContain(
      'manifold anagram --bundle mnist-class --prompt 6 --prompt 9 --view rotate-180',
    );
    expect(asCommand(anagram)).toContain('--guidance=-2 --steps 50');
    expect(asCommand(hybrid)).toContain('manifold hybrid --bundle mnist-class --low 0 --high 3 --sigma 1.5');
  });

  it('tells what each prompt is for', () => {
    expect(asFacts(anagram).slice(0, 3)).toEqual([
      ['Upright', '6'],
      ['View rotate-180', '9'],
      ['Guidance γ', '-2'],
    ]);
    expect(asFacts(hybrid).slice(0, 3)).toEqual([
      ['Near', '3'],
      ['From afar', '0'],
      ['Divided at σ', '1.5'],
    ]);
  });
});
