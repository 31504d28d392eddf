import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Recipe } from '@manifold/shared/recipe/recipe';
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { randomBundle } from '../../bundle/random-bundle.fixture.ts';
import { randomIfBundle } from '../../bundle/random-if-bundle.fixture.ts';
import { loadedBytes } from '../../bundle/weights.ts';
import { drawRecipe } from '../draw-recipe.ts';
import { openPipeline, type Pipeline } from '../pipeline.ts';
import { compiled, recipeFor, run } from '../testing.ts';
import { Memory } from './memory.ts';

/* Real bundles of random weights, run within budgets of their sizes. */

const directories: Record<string, string> = {};
/** Bytes of a digit bundle's U-Net. */
let size: number;
let opened: Pipeline[] = [];
let unloaded: string[] = [];
let warned: (readonly string[])[] = [];

beforeAll(async () => {
  for (const name of ['one', 'two']) directories[name] = await randomBundle({ name });
  directories.words = await randomIfBundle({ name: 'words' });
  size = await loadedBytes(`${directories.one}/unet`, 'diffusion_pytorch_model.safetensors');
});
afterEach(async () => {
  await Promise.all(opened.map((pipeline) => pipeline.close()));
  [opened, unloaded, warned] = [[], [], []];
});

const memoryOf = (budget: number) =>
  new Memory(budget, { unloaded: (name) => unloaded.push(name), tooLarge: (names) => warned.push(names) });

async function open(name: string, memory?: Memory): Promise<Pipeline> {
  const pipeline = await openPipeline(directories[name]!, { threads: 1, ...(memory && { memory }) });
  opened.push(pipeline);
  return pipeline;
}

const drawn = async (pipeline: Pipeline, recipe: Recipe) => (await run(pipeline, recipe)).pictures;

const sampling = (pipeline: Pipeline, signal = new AbortController().signal) =>
  pipeline.run(recipeFor(pipeline, { steps: 2 }), signal);

describe('bundles within a budget', () => {
  it('stay loaded while they fit', async () => {
    const memory = memoryOf(2 * size);
    for (const pipeline of [await open('one', memory), await open('two', memory)]) {
      await drawn(pipeline, recipeFor(pipeline, { steps: 2 }));
    }
    expect(unloaded).toEqual([]);
  });

  it('make room for another one, and draw the same when they are loaded again', async () => {
    const memory = memoryOf(1.5 * size);
    const [one, two] = [await open('one', memory), await open('two', memory)];
    const recipe = recipeFor(one, { steps: 2 });
    const before = await drawn(one, recipe);
    await drawn(two, recipeFor(two, { steps: 2 }));
    expect(unloaded).toEqual(['one unet']);
    expect(await drawn(one, recipe)).toEqual(before);
    expect(unloaded).toEqual(['one unet', 'two unet']);
    expect(warned).toEqual([]);
  });

  it('wait while another one runs, in their turn, and leave the queue when they are cancelled', async () => {
    const memory = memoryOf(1.5 * size);
    const [one, two] = [await open('one', memory), await open('two', memory)];
    const running = sampling(one);
    await running.next();
    const cancelling = new AbortController();
    const cancelled = sampling(two, cancelling.signal).next();
    let waits = true;
    const waiting = sampling(two);
    const step = waiting.next().then(() => {
      waits = false;
    });
    cancelling.abort(new Error('cancelled'));
    await expect(cancelled).rejects.toThrow('cancelled');
    await running.next();
    expect(waits).toBe(true);
    expect(unloaded).toEqual([]);
    await running.return({ pictures: { dims: [], data: new Float32Array() }, flags: [] });
    await step;
    expect(unloaded).toEqual(['one unet']);
    await waiting.next();
  });

  it('are given back by a computation that was cancelled between two steps', async () => {
    const memory = memoryOf(1.5 * size);
    const [one, two] = [await open('one', memory), await open('two', memory)];
    const cancelling = new AbortController();
    await sampling(one, cancelling.signal).next();
    cancelling.abort();
    await drawn(two, recipeFor(two, { steps: 2 }));
    expect(unloaded).toEqual(['one unet']);
  });

  it('run alone when they are larger than it, are told of once, and do not stay', async () => {
    const memory = memoryOf(size / 2);
    const one = await open('one', memory);
    for (let i = 0; i < 2; i++) await drawn(one, recipeFor(one, { steps: 2 }));
    expect(warned).toEqual([['one unet']]);
    await expect.poll(() => unloaded).toEqual(['one unet', 'one unet']);
  });
});

it('panels of a study get theirs together, though an encoding is missing and another bundle waits', async () => {
  const small = await loadedBytes(`${directories.words}/unet`, 'diffusion_pytorch_model.safetensors');
  const memory = memoryOf(1.1 * small);
  const cache = await mkdtemp(join(tmpdir(), 'manifold-cache-'));
  onTestFinished(() => rm(cache, { recursive: true }));
  const words = await openPipeline(directories.words!, { threads: 1, memory, cache });
  const one = await open('one', memory);
  opened.push(words);
  const study = compiled(words, { technique: 'guidance', prompt: 'a boat', guidance: [1, 7], steps: 2, seed: 1 });
  const [first, second] = study.study!.panels;
  const goat = { ...second, estimate: { prompt: 'a goat', negative: '', guidance: 7 } };
  const changed = Recipe.parse({ ...study, study: { columns: 2, panels: [first, goat] } });
  const toItsEnd = async (recipe: Recipe) => {
    const drawing = drawRecipe(words, recipe, new AbortController().signal);
    let next = await drawing.next();
    while (!next.done) next = await drawing.next();
    return next.value.pictures.dims;
  };
  expect(await toItsEnd(study)).toEqual([2, 3, 16, 16]);
  const both = Promise.all([toItsEnd(changed), drawn(one, recipeFor(one, { steps: 2 }))]);
  expect((await both).map((result) => ('dims' in result ? result.dims : result))).toEqual([
    [2, 3, 16, 16],
    [1, 1, 28, 28],
  ]);
});

it('the text encoder goes after it was used, and the first stage when only the second fits', async () => {
  const small = await loadedBytes(`${directories.words}/unet`, 'diffusion_pytorch_model.safetensors');
  const words = await open('words', memoryOf(1.5 * small));
  const { upscale, ...recipe } = compiled(words, {
    technique: 'sample',
    prompt: 'a',
    seed: 1,
    steps: 2,
    upscale: true,
  });
  const schedule = { ...upscale!.schedule, timesteps: upscale!.schedule.timesteps.slice(-2) };
  expect((await drawn(words, { ...recipe, upscale: { ...upscale!, schedule } })).dims).toEqual([1, 3, 32, 32]);
  expect(unloaded).toEqual(['words text', 'words unet']);
});
