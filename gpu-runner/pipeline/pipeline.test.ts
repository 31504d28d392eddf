import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BundleError } from '../bundle/bundle-error.ts';
import { files } from '../bundle/kinds/mnist.ts';
import { configOf, randomBundle, writeJson } from '../bundle/random-bundle.fixture.ts';
import { readSafetensors, writeSafetensors } from '../bundle/safetensors.ts';
import { splitRows } from '../tensor/rows.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import { type Asked, greyLevels, recipeFor, run } from './testing.ts';

let pipeline: Pipeline;
const never = new AbortController().signal;
const recipe = (asked: Asked) => recipeFor(pipeline, asked);

beforeAll(async () => {
  pipeline = await openPipeline(await randomBundle(), { threads: 1, rowBudget: 10 });
});
afterAll(() => pipeline.close());

describe('a pipeline', () => {
  it('yields every step of the schedule and returns the pictures', async () => {
    const { steps, pictures } = await run(pipeline, recipe({ count: 2, steps: 5 }));
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

  it('gives another picture for another seed, and another sample', async () => {
    const [one, other] = splitRows((await run(pipeline, recipe({ count: 2 }))).pictures, 1);
    const reseeded = (await run(pipeline, recipe({ seed: 2 }))).pictures;
    expect(one!.data).not.toEqual(other!.data);
    expect(one!.data).not.toEqual(reseeded.data);
  });

  it('composes: the mean of one prompt under the identity is the sample itself', async () => {
    const plain = recipe({});
    const mean = { mean: [plain.estimate, { view: 'identity' as const, of: plain.estimate }] };
    const composed = await run(pipeline, { ...plain, estimate: mean });
    expect(greyLevels(composed.pictures, (await run(pipeline, plain)).pictures)).toBeLessThanOrEqual(1);
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
    const { steps, pictures } = await run(pipeline, { ...recipe({ count: 2 }), estimate, schedule });
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
    expect((await run(pipeline, recipe({ steps: 2 }))).steps).toHaveLength(2);
  });
});

it('rejects computations that run when it is closed', async () => {
  const closing = await openPipeline(await randomBundle());
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

it('rejects rather than draw what is not finite', async () => {
  const broken = await randomBundle();
  const weights = join(broken, files.weights);
  const { tensors } = await readSafetensors(weights);
  tensors['final.bias']!.data.fill(Number.NaN);
  await writeSafetensors(weights, tensors);
  const opened = await openPipeline(broken);
  await expect(run(opened, recipeFor(opened, {}))).rejects.toThrow('answer at t = 250 is not finite');
  await opened.close();
});

describe('a pipeline that takes no prompt', () => {
  it('samples, alone as in company', async () => {
    const opened = await openPipeline(await randomBundle({ kind: 'MnistTime' }), { threads: 1 });
    const { steps, pictures } = await run(opened, recipeFor(opened, { count: 2, steps: 4 }));
    const alone = await run(opened, recipeFor(opened, { count: 1, steps: 4 }));
    await opened.close();
    expect(steps.map(({ timestep }) => timestep)).toEqual([225, 150, 75, 0]);
    expect(pictures.data.every(Number.isFinite)).toBe(true);
    expect(greyLevels(splitRows(pictures, 1)[0]!, alone.pictures)).toBe(0);
  });
});
