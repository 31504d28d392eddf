import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyRecipe, anyTechnique } from '../recipe/arbitrary.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { Technique } from '../recipe/technique.ts';
import { parseAnyRequest, parseJobRequest } from './job.ts';
import { briefPointerTo, fieldErrors, Problem, pointerTo, problem, problemKinds } from './problem.ts';

const recipe: Recipe = {
  version: 1,
  bundle: { name: 'mnist-class', revision: '00'.repeat(32) },
  start: { noise: 'gaussian' },
  estimate: { prompt: '7', negative: '', guidance: 5 },
  schedule: { timesteps: [200, 100, 0], end: 'clean', clip: 'none' },
  seed: 1,
  count: 1,
};
const leaf = recipe.estimate;
const names = Technique.options.map(({ shape }) => shape.technique.value).join(', ');

/** What is wrong with a request, as `pointer: detail`. */
function faultsOf(body: unknown): string[] {
  const parsed = parseJobRequest(body);
  return parsed.success ? [] : fieldErrors(parsed.error).map(({ pointer, detail }) => `${pointer}: ${detail}`);
}

describe('parseJobRequest', () => {
  it('takes techniques and recipes', () => {
    fc.assert(
      fc.property(anyTechnique, anyRecipe, (technique, recipe) => {
        expect(faultsOf(technique)).toEqual([]);
        expect(faultsOf({ recipe })).toEqual([]);
      }),
    );
  });

  it('refuses unknown keys by name, anywhere', () => {
    const key = fc
      .stringMatching(/^[a-z~/]{1,8}$/)
      .filter((key) => !(key in recipe) && key !== 'technique' && key !== 'recipe');
    fc.assert(
      fc.property(anyTechnique, anyRecipe, key, (technique, recipe, key) => {
        fc.pre(!(key in technique) && !['guidance', 'steps', 'hold', 'upscale'].includes(key));
        const fault = `${pointerTo([key])}: unknown key "${key}"; leave it out`;
        expect(faultsOf({ ...technique, [key]: 1 })).toEqual([fault]);
        expect(faultsOf({ recipe, [key]: 1 })).toEqual([fault]);
        expect(faultsOf({ recipe: { ...recipe, [key]: 1 } })).toEqual([`/recipe${fault}`]);
      }),
    );
  });

  it.each([
    [null, ': must be an object'],
    [[], ': must be an object'],
    [{}, `/technique: must be one of ${names}`],
    [{ technique: 'smaple', prompt: '7' }, `/technique: must be one of ${names}`],
    [{ technique: 'sample' }, '/prompt: is missing; it must be a text'],
    [{ technique: 'anagram', prompt: ['6'] }, '/prompt: must have at least 2 entries'],
    [{ technique: 'anagram', prompt: '7' }, '/prompt: must be a list'],
    [{ technique: 'edit', image: 'a'.repeat(64), t: [] }, '/t: must have at least 1 entry'],
    [{ technique: 'scale', prompt: ['6', '9'], weight: Array(9).fill('') }, '/weight: must have at most 8 entries'],
    [{ technique: 'sample', prompt: '7', ['k'.repeat(61)]: 1 }, `: unknown key "${'k'.repeat(59)}…"; leave it out`],
    [
      { technique: 'anagram', prompt: ['6', '9', '8'] },
      '/view: must be one for each prompt, or for each but the first',
    ],
    [{ technique: 'sample', prompt: '7', guidance: Number.NaN }, '/guidance: must be a number, not NaN'],
    [{ technique: 'sample', prompt: '7', guidance: 101 }, '/guidance: must be at most 100'],
    [{ technique: 'sample', prompt: '7', count: 0 }, '/count: must be at least 1'],
    [{ technique: 'sample', prompt: '7', count: 10_000 }, '/count: must be at most 16'],
    [{ technique: 'sample', prompt: '7', count: 1.5 }, '/count: must be a whole number'],
    [{ technique: 'sample', prompt: '7', seed: 2 ** 32 }, '/seed: must be at most 4294967295'],
    [{ technique: 'sample', prompt: 'x'.repeat(501) }, '/prompt: must have at most 500 characters'],
    [{ recipe: { ...recipe, version: 2 } }, '/recipe/version: must be 1'],
    [{ recipe: { ...recipe, estimate: 7 } }, '/recipe/estimate: must be an object'],
    [{ recipe: { ...recipe, estimate: {} } }, '/recipe/estimate: must have just one of prompt, view, mean, sum'],
    [
      { recipe: { ...recipe, estimate: { filter: { pass: 'low', sigma: 4 }, of: leaf } } },
      '/recipe/estimate: must have just one of prompt, view, mean, sum',
    ],
    [
      { technique: 'edit', image: 'a'.repeat(64), start: Array.from({ length: 34 }, (_, i) => i) },
      '/start: must have at most 15 entries',
    ],
    [{ technique: 'edit', image: 'a'.repeat(64), start: -1 }, '/start: must be at least 0'],
    [{ technique: 'edit', image: 'a'.repeat(64), start: 'x' }, '/start: must be a number, or must be a list'],
    [{ recipe: { ...recipe, estimate: { mean: [leaf] } } }, '/recipe/estimate/mean: must have at least 2 entries'],
    [{ recipe: { ...recipe, estimate: { view: 'flip' } } }, '/recipe/estimate/of: is missing; it must be an object'],
    [
      { recipe: { ...recipe, schedule: { ...recipe.schedule, timesteps: [1, 2] } } },
      '/recipe/schedule/timesteps: must strictly decrease',
    ],
    [
      { recipe: { ...recipe, schedule: { ...recipe.schedule, clip: 'no' } } },
      '/recipe/schedule/clip: must be none, or must be range, or must be an object',
    ],
  ])('tells what is wrong with %j', (body, fault) => {
    expect(faultsOf(body)).toEqual([fault]);
  });

  it('refuses what branches beyond all bounds before it is parsed, which would be dear', () => {
    const tree = (depth: number): unknown => (depth === 0 ? {} : { mean: Array(8).fill(tree(depth - 1)) });
    const panel = { show: 'picture', label: 'a', estimate: tree(3) };
    expect(faultsOf({ recipe: { ...recipe, study: { columns: 1, panels: Array(64).fill(panel) } } })).toEqual([
      '/recipe: has more than 256 parts in its means and sums; an estimate may have 8 leaves',
    ]);
  });

  it('says of a sum of prompts where they go, and to leave out none', () => {
    const faults = faultsOf({ recipe: { ...recipe, estimate: { sum: [leaf, leaf] } } });
    expect(faults).toContain(
      '/recipe/estimate/sum/1: each part of a sum is {filter, of}; put this estimate into of, and say in filter what it gives',
    );
    expect(faults.join()).not.toContain('leave');
  });

  it.each([
    [{ filter: { pass: 'low', sigma: 2 }, of: leaf, prompt: '7' }, '/prompt: unknown key "prompt"; leave it out'],
    [{ filter: { pass: 'low', sigma: 2 }, of: leaf, view: 'flip' }, '/view: unknown key "view"; leave it out'],
    [{ filter: { pass: 'low', sigma: 2 }, ...leaf }, ': each part of a sum is {filter, of}'],
    [{ view: 'flip', of: leaf }, ': each part of a sum is {filter, of}'],
  ])('says where an estimate goes only where its place is free: %j', (part, fault) => {
    const whole = { filter: { pass: 'high', sigma: 2 }, of: leaf };
    const faults = faultsOf({ recipe: { ...recipe, estimate: { sum: [whole, part] } } });
    expect(faults.join('\n')).toContain(`/recipe/estimate/sum/1${fault}`);
  });

  it('speaks of the composition that was meant, however much is wrong in it', () => {
    const wrong = { prompt: 1, guidance: 500 };
    expect(
      faultsOf({ recipe: { ...recipe, estimate: { mean: [wrong, { view: 'flop', of: wrong }, wrong] } } }),
    ).toEqual([
      '/recipe/estimate/mean/0/prompt: must be a text',
      '/recipe/estimate/mean/0/guidance: must be at most 100',
      '/recipe/estimate/mean/1/view: must be one of identity, flip, rotate-180, rotate-cw, rotate-ccw, negate, skew, inner-circle, square-hinge, or must be an object',
      '/recipe/estimate/mean/1/of/prompt: must be a text',
      '/recipe/estimate/mean/1/of/guidance: must be at most 100',
      '/recipe/estimate/mean/2/prompt: must be a text',
      '/recipe/estimate/mean/2/guidance: must be at most 100',
    ]);
  });
});

describe('parseAnyRequest', () => {
  it('says of a body that has neither form which there are', () => {
    const [fault, ...more] = fieldErrors(parseAnyRequest({}).error!);
    expect([fault, more]).toEqual([
      { pointer: '/technique', detail: expect.stringMatching(/^is missing: .* sample, .*, train, or a whole recipe/) },
      [],
    ]);
    expect(problem('invalid-request', '', [fault!]).errors![0]!.detail).toBe(fault!.detail);
    expect(fieldErrors(parseAnyRequest({ technique: 'smaple' }).error!)[0]!.detail).toBe(
      `must be one of ${names}, train`,
    );
  });
});

describe('fieldErrors', () => {
  it('are the first of very many', () => {
    const unknown = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]));
    expect(faultsOf({ technique: 'sample', prompt: '7', ...unknown })).toHaveLength(50);
    expect(faultsOf({ recipe: { ...recipe, ...unknown } })).toHaveLength(50);
  });
});

describe('pointerTo', () => {
  it('is undone by the reading of RFC 6901', () => {
    const read = (pointer: string) =>
      pointer
        .split('/')
        .slice(1)
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    fc.assert(
      fc.property(fc.array(fc.string()), (path) => {
        expect(read(pointerTo(path))).toEqual(path);
      }),
    );
  });
});

describe('briefPointerTo', () => {
  it('ends before the first key that is too long to repeat', () => {
    expect(briefPointerTo(['a', 1, 'x'.repeat(60)])).toBe(`/a/1/${'x'.repeat(60)}`);
    expect(briefPointerTo(['a', 1, 'x'.repeat(61), 'b'])).toBe('/a/1');
  });
});

describe('problem', () => {
  it.each(Object.keys(problemKinds) as (keyof typeof problemKinds)[])('builds %s by its schema', (kind) => {
    const built = problem(kind, 'detail');
    expect(Problem.parse(built)).toEqual(built);
    expect([built.type, built.status]).toEqual([`/problems/${kind}`, problemKinds[kind].status]);
    expect(problem(kind, 'detail', [])).toEqual(built);
  });

  it('says no more than can be read', () => {
    const errors = Array(1000).fill({ pointer: '/prompt', detail: 'x'.repeat(1000) });
    const built = Problem.parse(problem('invalid-request', 'detail', errors));
    expect(built.errors).toHaveLength(50);
    expect(built.errors![0]!.detail).toBe(`${'x'.repeat(299)}…`);
  });
});
