import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { Technique } from '@manifold/shared/recipe/technique';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BundleError } from '../bundle/bundle-error.ts';
import { files } from '../bundle/mnist-class.ts';
import { configOf, randomBundle, writeJson } from '../bundle/random-bundle.ts';
import { splitRows } from '../tensor/rows.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { openPipeline, type Pipeline, type Step } from './pipeline.ts';

let directory: string;
let pipeline: Pipeline;
const never = new AbortController().signal;

beforeAll(async () => {
  directory = await randomBundle();
  pipeline = await openPipeline(directory, { threads: 1, rowBudget: 10 });
});
afterAll(() => pipeline.close());

describe('a pipeline', () => {
  it('yields every step of the schedule and returns the pictures', async () => {
    const { steps, pictures } = await run(recipe({ count: 2, steps: 5 }));
    expect(steps.map(({ step, of, timestep }) => [step, of, timestep])).toEqual([
      [1, 5, 240],
      [2, 5, 180],
      [3, 5, 120],
      [4, 5, 60],
      [5, 5, 0],
    ]);
    expect(steps.every(({ x0 }) => x0.dims.join() === '2,1,28,28' && x0.data.every(Number.isFinite))).toBe(true);
    expect(pictures).toEqual(steps.at(-1)!.x0);
  });

  it('gives the same picture again', async () => {
    const again = recipe({ count: 3 });
    expect((await run(again)).pictures).toEqual((await run(again)).pictures);
  });

  it('gives another picture for another seed, and another sample', async () => {
    const [one, other] = splitRows((await run(recipe({ count: 2 }))).pictures, 1);
    const reseeded = (await run(recipe({ seed: 2 }))).pictures;
    expect(one!.data).not.toEqual(other!.data);
    expect(one!.data).not.toEqual(reseeded.data);
  });

  it('stays within one grey level for count 1 or 16, alone or beside another, one thread or two', async () => {
    const alone = (await run(recipe({}))).pictures;
    const sixteen = (await run(recipe({ count: 16 }))).pictures;
    const [beside] = await Promise.all([run(recipe({})), run(recipe({ prompt: '3', seed: 9, count: 3, steps: 9 }))]);
    expect(greyLevels(alone, splitRows(sixteen, 1)[0]!)).toBeLessThanOrEqual(1);
    expect(greyLevels(alone, beside.pictures)).toBeLessThanOrEqual(1);
    const twoThreads = await openPipeline(directory, { threads: 2 });
    expect(greyLevels(alone, (await run(recipe({}), twoThreads)).pictures)).toBeLessThanOrEqual(1);
    await twoThreads.close();
  });

  it('composes: the mean of one prompt under the identity is the sample itself', async () => {
    const plain = recipe({});
    const mean = { mean: [plain.estimate, { view: 'identity' as const, of: plain.estimate }] };
    const composed = await run({ ...plain, estimate: mean });
    expect(greyLevels(composed.pictures, (await run(plain)).pictures)).toBeLessThanOrEqual(1);
  });

  it('runs any composition that a recipe may ask for', async () => {
    const leaf = recipe({}).estimate;
    const estimate = {
      sum: [
        { filter: { pass: 'low' as const, sigma: 2 }, of: { view: 'rotate-cw' as const, of: leaf } },
        { filter: { pass: 'high' as const, sigma: 2 }, of: { mean: [leaf, { view: 'flip' as const, of: leaf }] } },
      ],
    };
    const schedule = { timesteps: [200, 100, 0], end: 'stop' as const, clip: { ratio: 0.95, max: 1.5 } };
    const { steps, pictures } = await run({ ...recipe({ count: 2 }), estimate, schedule });
    expect(steps).toHaveLength(2);
    expect(pictures.data.every(Number.isFinite)).toBe(true);
    expect(steps.every(({ x0 }) => x0.data.every((value) => value >= -1e-6 && value <= 1 + 1e-6))).toBe(true);
  });

  it('rejects with the reason of its signal, before and between steps, and goes on for others', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const running = pipeline.run(recipe({ steps: 50 }), controller.signal);
    await running.next();
    const next = running.next();
    controller.abort(reason);
    await expect(next).rejects.toBe(reason);
    await expect(pipeline.run(recipe({}), controller.signal).next()).rejects.toBe(reason);
    expect((await run(recipe({ steps: 2 }))).steps).toHaveLength(2);
  });
});

it('rejects computations that run when it is closed', async () => {
  const closing = await openPipeline(directory);
  const running = closing.run(recipe({ steps: 50 }), never);
  await running.next();
  const rejected = expect(running.next()).rejects.toThrow('closed');
  await closing.close();
  await rejected;
});

it('names the weight that does not fit the configuration', async () => {
  const other = await randomBundle({ hidden: 4 });
  await writeJson(other, files.unet, configOf(5).unet);
  await expect(openPipeline(other)).rejects.toThrow(BundleError);
  await expect(openPipeline(other)).rejects.toThrow('time1.0.weight is [8, 1], where [10, 1] is wanted');
});

interface Asked {
  prompt?: string;
  seed?: number;
  count?: number;
  steps?: number;
}

function recipe({ prompt = '7', seed = 1, count = 1, steps = 6 }: Asked): Recipe {
  const technique = Technique.parse({ technique: 'sample', prompt, seed, count, steps });
  const prepared = prepareTechnique(technique, pipeline.manifest, () => 0);
  if (!prepared.ok) throw new Error(prepared.faults[0]!.detail);
  return prepared.recipe;
}

async function run(recipe: Recipe, on = pipeline): Promise<{ steps: Step[]; pictures: Tensor }> {
  const steps: Step[] = [];
  const sampling = on.run(recipe, never);
  for (let next = await sampling.next(); ; next = await sampling.next()) {
    if (next.done) return { steps, pictures: next.value };
    steps.push(next.value);
  }
}

/** The greatest difference of two pictures, in levels of 255. */
function greyLevels(a: Tensor, b: Tensor): number {
  const level = (value: number) => Math.round(255 * Math.min(Math.max(value, 0), 1));
  return Math.max(...a.data.map((value, i) => Math.abs(level(value) - level(b.data[i]!))));
}
