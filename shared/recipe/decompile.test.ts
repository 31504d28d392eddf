import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyRecipe, anyTechnique, flow, manifest } from './arbitrary.ts';
import { compile, seeded } from './compile.ts';
import { decompile, shownBy } from './decompile.ts';
import { partsOf } from './estimate.ts';
import { leadingSchedule } from './schedules.ts';
import { Spacing } from './spacing.ts';
import { Technique } from './technique.ts';

describe('decompile', () => {
  it('tells the technique that a recipe was compiled from, or none', () => {
    fc.assert(
      fc.property(anyTechnique, (asked) => {
        const recipe = compile(
          seeded(asked, () => 0),
          manifest,
        );
        const told = decompile(recipe);
        if (['sample', 'anagram', 'hybrid'].includes(asked.technique)) expect(told?.technique).toBe(asked.technique);
        expect(told ? compile(told, manifest) : recipe).toEqual(recipe);
        expect(decompile(recipe, manifest)).toEqual(told);
      }),
    );
  });

  it('tells the technique that a recipe of a flow was compiled from, where it knows the bundle', () => {
    fc.assert(
      fc.property(anyTechnique, (asked) => {
        const recipe = compile(
          seeded(asked, () => 0),
          flow,
        );
        const told = decompile(recipe, flow);
        if (['sample', 'anagram', 'hybrid'].includes(asked.technique)) expect(told?.technique).toBe(asked.technique);
        expect(told ? compile(told, flow) : recipe).toEqual(recipe);
        const mistaken = decompile(recipe, manifest);
        expect(mistaken ? compile(mistaken, manifest) : recipe).toEqual(recipe);
      }),
    );
  });

  it.each([
    ['is spaced over another training', { timesteps: [20, 10, 0], end: 'clean', clip: 'none' }],
    ['has more steps than its training', leadingSchedule(1000, 1000)],
    ['clips as its bundle does not', leadingSchedule(manifest.trainTimesteps, 10, 'range')],
  ] as const)('tells nothing of what %s, where it knows the bundle', (_, schedule) => {
    const sample = {
      technique: 'sample',
      bundle: manifest.name,
      prompt: '7',
      negative: '',
      seed: 1,
      count: 1,
    } as const;
    const recipe = compile(sample, manifest);
    const other = { ...recipe, schedule: { ...schedule, timesteps: [...schedule.timesteps] } };
    expect([decompile(other, manifest), decompile(other)?.technique]).toEqual([undefined, 'sample']);
    expect(decompile(recipe, { ...manifest, revision: 'cd'.repeat(32) })?.technique).toBe('sample');
  });

  it('tells a sample in any number of steps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: manifest.trainTimesteps }), (steps) => {
        const asked = Technique.parse({ technique: 'sample', prompt: '7', seed: 1, steps });
        const recipe = compile(
          seeded(asked, () => 0),
          manifest,
        );
        expect([decompile(recipe)?.steps, decompile(recipe, manifest)?.steps]).toEqual([steps, steps]);
        const flowing = compile({ ...asked, seed: 1 }, flow);
        expect(decompile(flowing, flow)?.steps).toBe(steps);
      }),
    );
  });

  it.each(['fixed', 'learned'] as const)(
    'tells timesteps by name, where it knows the bundle: %s variance',
    (variance) => {
      const trained = { ...manifest, trainTimesteps: 1000, variance };
      for (const spacing of Spacing.options) {
        const asked = Technique.parse({ technique: 'sample', prompt: '7', seed: 1, spacing });
        const recipe = compile({ ...asked, seed: 1 }, trained);
        const told = decompile(recipe, trained)!;
        expect([told.technique, told.spacing, told.steps]).toEqual(['sample', spacing, undefined]);
        const [, ...others] = recipe.schedule.timesteps;
        const odd = { ...recipe, schedule: { ...recipe.schedule, timesteps: [998, ...others] } };
        expect(decompile(odd, trained)).toBeUndefined();
      }
    },
  );

  it('tells a view that is drawn twice by two seeds, the second after the first', () => {
    const prompt = ['6', '9', '3'];
    const view = ['patches', 'jigsaw', 'patches'];
    const asked = Technique.parse({ technique: 'anagram', prompt, view, permutation: 0xffff_ffff, seed: 1 });
    const recipe = compile(
      seeded(asked, () => 0),
      manifest,
    );
    const views = partsOf(recipe.estimate).map((part) => 'view' in part && part.view);
    expect(views).toEqual([
      { permute: 'patches', seed: 0xffff_ffff },
      { permute: 'jigsaw', seed: 0xffff_ffff },
      { permute: 'patches', seed: 0 },
    ]);
    expect(decompile(recipe)).toMatchObject({ prompt, view, permutation: 0xffff_ffff });
    const [first, second] = partsOf(recipe.estimate);
    const alike = { ...recipe, estimate: { mean: [first!, second!, first!] } };
    expect([decompile(alike), shownBy(alike)?.technique]).toEqual([undefined, 'anagram']);
  });

  it('tells nothing else: what it tells of any recipe makes that recipe', () => {
    fc.assert(
      fc.property(anyRecipe, (any) => {
        const recipe = { ...any, schedule: leadingSchedule(manifest.trainTimesteps, 10) };
        const told = decompile(recipe);
        if (told) expect(compile(told, manifest)).toEqual(recipe);
      }),
    );
  });
});
