import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomIfBundle } from '../bundle/random-if-bundle.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import { type Asked, recipeFor, run } from './testing.ts';

let directory: string;
let pipeline: Pipeline;
const recipe = (asked: Asked) => recipeFor(pipeline, { prompt: 'a red boat', ...asked });

beforeAll(async () => {
  directory = await randomIfBundle();
  pipeline = await openPipeline(directory, { threads: 1, rowBudget: 10 });
}, 60_000);
afterAll(() => pipeline.close());

describe('a text-to-image bundle', () => {
  it('tells what it is in its manifest', () => {
    expect(pipeline.manifest).toMatchObject({
      size: 16,
      channels: 3,
      trainTimesteps: 1000,
      pixelRange: [-1, 1],
      variance: 'learned',
      prompt: { kind: 'text', tokens: 77, examples: [] },
      defaults: { guidance: 7, steps: 50, clip: { ratio: 0.95, max: 1.5 } },
    });
  });

  it('samples by its own schedule, thresholded', async () => {
    const { steps, pictures } = await run(pipeline, recipe({ steps: 4, count: 2 }));
    expect(steps.map(({ timestep }) => timestep)).toEqual([750, 500, 250, 0]);
    expect(pictures.dims).toEqual([2, 3, 16, 16]);
    expect(pictures.data.every((value) => Math.abs(value) <= 1)).toBe(true);
  });

  it('draws another picture from other words, and the same from the same in capitals', async () => {
    const [boat, goat, again] = [
      await run(pipeline, recipe({})),
      await run(pipeline, recipe({ prompt: 'a red goat' })),
      await run(pipeline, recipe({ prompt: ' A Red BOAT ' })),
    ];
    expect(goat.pictures.data).not.toEqual(boat.pictures.data);
    expect(again.pictures).toEqual(boat.pictures);
  });
});

it('needs no encoder for prompts that it has kept', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'manifold-cache-'));
  const place = await randomIfBundle();
  const first = await openPipeline(place, { cache });
  const asked = recipeFor(first, { prompt: 'a red boat' });
  const { pictures } = await run(first, asked);
  await first.close();
  const second = await openPipeline(place, { cache });
  await truncate(join(place, 'text_encoder/model.safetensors'));
  expect((await run(second, asked)).pictures).toEqual(pictures);
  await expect(run(second, recipeFor(second, { prompt: 'new words' }))).rejects.toThrow('text_encoder');
  await second.close();
  await rm(cache, { recursive: true });
});
