import { digestOf } from '@manifold/shared/image/digest';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomIfBundle } from '../bundle/random-if-bundle.fixture.ts';
import { normalTensor } from '../runtime/gradient-check.fixture.ts';
import { splitRows } from '../tensor/rows.ts';
import type { Tensor, Tensors } from '../tensor/tensor.ts';
import type { Inputs } from './input/given.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import { compiled, run } from './testing.ts';
import { viewOf } from './views.ts';

let pipeline: Pipeline;
const common = { prompt: 'boat', steps: 2, seed: 1, upscale: true };

/** The recipe of a technique whose second stage takes few steps. */
function recipeOf(asked: object): Recipe {
  const recipe = compiled(pipeline, asked);
  const { upscale } = recipe;
  if (!upscale) return recipe;
  const timesteps = upscale.schedule.timesteps.slice(-3);
  return { ...recipe, upscale: { ...upscale, schedule: { ...upscale.schedule, timesteps } } };
}

const farthest = (a: Tensor, b: Tensor) => Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i]!)));

beforeAll(async () => {
  pipeline = await openPipeline(await randomIfBundle(), { threads: 1 });
});
afterAll(() => pipeline.close());

describe('the second stage', () => {
  it('is in the manifest, with its own size, price and defaults', () => {
    expect(pipeline.manifest).toMatchObject({
      accepts: { upscale: true },
      upscale: {
        size: 32,
        trainTimesteps: 1000,
        noiseLevels: 1000,
        defaults: { guidance: 4, steps: 50, noiseLevel: 250, clip: { ratio: 0.95, max: 1 } },
      },
    });
    expect(pipeline.manifest.upscale!.rowCost).toBeGreaterThan(pipeline.manifest.rowCost);
  });

  it('goes on from the first, and counts its steps with them', async () => {
    const recipe = recipeOf({ technique: 'sample', ...common, count: 2 });
    const { steps, pictures } = await run(pipeline, recipe);
    expect(steps.map(({ step, of, timestep }) => [step, of, timestep])).toEqual([
      [1, 5, 999],
      [2, 5, 499],
      [3, 5, 40],
      [4, 5, 20],
      [5, 5, 0],
    ]);
    expect(steps.map(({ x0 }) => x0.dims[3])).toEqual([16, 16, 32, 32, 32]);
    expect(pictures.dims).toEqual([2, 3, 32, 32]);
    const { upscale: _, ...small } = recipe;
    expect((await run(pipeline, small)).pictures).toEqual(steps[1]!.x0);
  });

  it("draws each sample by its seed and place, whatever is drawn beside it; noise of its own is the seed's", async () => {
    const one = recipeOf({ technique: 'sample', ...common });
    const [first] = splitRows((await run(pipeline, { ...one, count: 3 })).pictures, 1);
    const { pictures } = await run(pipeline, one);
    expect(farthest(first!, pictures)).toBeLessThan(1e-4);
    expect(farthest((await run(pipeline, { ...one, seed: 2 })).pictures, pictures)).toBeGreaterThan(0.1);
  });

  it('heeds the noise level, the guidance and the prompt', async () => {
    const recipe = recipeOf({ technique: 'sample', ...common });
    const { pictures } = await run(pipeline, recipe);
    const upscale = recipe.upscale!;
    const others = [
      { ...recipe, upscale: { ...upscale, noiseLevel: 400 } },
      { ...recipe, upscale: { ...upscale, guidance: 1 } },
      { ...recipe, estimate: { prompt: 'goat', negative: '', guidance: 7 } },
    ];
    for (const other of others) expect(farthest((await run(pipeline, other)).pictures, pictures)).toBeGreaterThan(1e-3);
  });

  it('sees both x_t and what it enlarges through the views: under one view of all, what it draws of noise seen so is seen so', async () => {
    const flip = viewOf('flip');
    const recipe = recipeOf({ technique: 'sample', ...common });
    const [two, three] = [recipe.schedule, recipe.upscale!.schedule].map(({ timesteps }) => timesteps.length - 1);
    const noise: Tensors = {
      init: normalTensor([1, 3, 16, 16], 1),
      steps: normalTensor([two!, 1, 3, 16, 16], 2),
      'upscale.init': normalTensor([1, 3, 32, 32], 3),
      'upscale.steps': normalTensor([three!, 1, 3, 32, 32], 4),
      'upscale.low': normalTensor([1, 3, 32, 32], 5),
    };
    const flipped = Object.fromEntries(Object.entries(noise).map(([name, of]) => [name, flip.apply(of)]));
    const plain = await run(pipeline, recipe, new Map(), noise);
    const viewed = { ...recipe, estimate: { view: 'flip' as const, of: recipe.estimate } };
    const { pictures } = await run(pipeline, viewed, new Map(), flipped);
    expect(farthest(flip.apply(pictures), plain.pictures)).toBeLessThan(1e-4);
    expect(farthest(pictures, plain.pictures)).toBeGreaterThan(0.1);
  });
});

describe('pictures of a person in the second stage', () => {
  const inputs = new Map<string, Uint8Array>();
  let image: string;
  let mask: string;
  const put = async (picture: Sharp) => {
    const file = new Uint8Array(await picture.png().toBuffer());
    const digest = await digestOf(file);
    inputs.set(digest, file);
    return digest;
  };

  beforeAll(async () => {
    const flat = (background: string) => sharp({ create: { width: 32, height: 32, channels: 3, background } });
    image = await put(flat('#3c78f0'));
    const left = await sharp({ create: { width: 16, height: 32, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    mask = await put(flat('#000').composite([{ input: left, left: 0, top: 0 }]));
  });

  it('are edited at its size', async () => {
    const recipe = recipeOf({ technique: 'edit', image, prompt: 'boat', t: 300, steps: 2, seed: 1, upscale: true });
    expect(recipe.upscale!.start).toBe('image');
    const { pictures } = await run(pipeline, recipe, inputs as Inputs);
    expect(pictures.dims).toEqual([1, 3, 32, 32]);
  });

  it('are held there', async () => {
    const asked = {
      technique: 'inpaint',
      image,
      mask,
      mode: 'clean',
      prompt: 'boat',
      steps: 2,
      seed: 1,
      upscale: true,
      upscaleSteps: 4,
      upscaleGuidance: 1,
    };
    const recipe = recipeOf(asked);
    expect(recipe.upscale).toMatchObject({ start: 'image', noiseLevel: 0, guidance: 1 });
    const { steps, pictures } = await run(pipeline, recipe, inputs as Inputs);
    expect(steps.map(({ timestep }) => timestep)).toEqual([999, 499, 500, 250, 0]);
    const blue = pictures.data.subarray(2 * 32 * 32, 3 * 32 * 32);
    const held = [...blue].filter((_, i) => i % 32 >= 16);
    expect(Math.max(...held.map((value) => Math.abs(value - (2 * 240) / 255 + 1)))).toBeLessThan(1e-6);
  });

  it('are enlarged by it alone', async () => {
    const recipe = recipeOf({ technique: 'upscale', image, prompt: 'boat', noiseLevel: 50, seed: 1 });
    const { steps, pictures } = await run(pipeline, recipe, inputs as Inputs);
    expect(steps).toHaveLength(3);
    expect(pictures.dims).toEqual([1, 3, 32, 32]);
  });
});

it('ends with the reason of its signal, in either stage and before the prompts are read', async () => {
  const reason = new Error('enough');
  const recipe = recipeOf({ technique: 'sample', ...common });
  for (const steps of [0, 1, 3]) {
    const controller = new AbortController();
    const running = pipeline.run(
      { ...recipe, estimate: { prompt: `${steps} boats`, negative: '', guidance: 7 } },
      controller.signal,
    );
    for (let i = 0; i < steps; i++) await running.next();
    controller.abort(reason);
    await expect(running.next()).rejects.toBe(reason);
  }
  expect((await run(pipeline, recipe)).steps).toHaveLength(5);
});

it('is closed with the pipeline, loaded or not', async () => {
  const opened = await openPipeline(await randomIfBundle(), { threads: 1 });
  const steps = opened.run(recipeOf({ technique: 'sample', ...common }), new AbortController().signal);
  for (let i = 0; i < 3; i++) await steps.next();
  const rejected = expect(steps.next()).rejects.toThrow('closed');
  await opened.close();
  await rejected;
});
