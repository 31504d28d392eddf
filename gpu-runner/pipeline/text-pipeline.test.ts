import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@manifold/shared/image/digest';
import type { Schedule } from '@manifold/shared/recipe/recipe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeJson } from '../bundle/random-bundle.fixture.ts';
import { ifConfigs, randomIfBundle } from '../bundle/random-if-bundle.fixture.ts';
import { mixed } from '../diffusion/forward.ts';
import { x0OfVPrediction } from '../diffusion/v-prediction.ts';
import { zeros } from '../tensor/tensor.ts';
import { alphaBars } from './alpha-bars.ts';
import { drawRecipe } from './draw-recipe.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import { encodePng } from './png.ts';
import { type Asked, compiled, recipeFor, run } from './testing.ts';

let directory: string;
let pipeline: Pipeline;
const recipe = (asked: Asked) => recipeFor(pipeline, { prompt: 'a red boat', ...asked });

beforeAll(async () => {
  directory = await randomIfBundle();
  pipeline = await openPipeline(directory, { threads: 1, rowBudget: 10 });
});
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

  it('tells what it does not read of prompts, of those of the panels of a study too', async () => {
    const [short, long] = [recipe({}), recipe({ prompt: `a ${'boat'.repeat(20)}` })];
    const study = { columns: 1, panels: [{ show: 'picture', label: 'long', estimate: long.estimate }] } as const;
    expect(await pipeline.unread(short)).toEqual([]);
    const [{ words, read, leftOut } = expect.fail('all was read'), ...others] = await pipeline.unread(long);
    expect([words, read, leftOut > 0, others]).toEqual(['boat'.repeat(20), 76, true, []]);
    expect(await pipeline.unread({ ...short, study: { ...study, panels: [...study.panels] } })).toEqual([
      { words, read, leftOut },
    ]);
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
  // Its U-Net is loaded while the files are what they were.
  await run(second, asked);
  await truncate(join(place, 'text_encoder/model.safetensors'));
  expect((await run(second, asked)).pictures).toEqual(pictures);
  await expect(run(second, recipeFor(second, { prompt: 'new words' }))).rejects.toThrow('the files have changed');
  await second.close();
  // By what the encoder's files are, and by what this code makes of them, on what.
  expect(await readdir(join(cache, 'prompts'))).toEqual([expect.stringMatching(/^\d+-cpu-single-[0-9a-f]{64}$/)]);
  await rm(cache, { recursive: true });
});

it('is refused when it is opened, where its tokenizer is cut short', async () => {
  const place = await randomIfBundle();
  await truncate(join(place, 'tokenizer/spiece.model'), 100);
  const fault = 'spiece.model is not a whole SentencePiece model of T5: field 1 ends past its message';
  await expect(openPipeline(place, { threads: 1 })).rejects.toThrow(fault);
});

it('reads no prompt where no network is evaluated', async () => {
  const place = await randomIfBundle();
  const opened = await openPipeline(place, { threads: 1 });
  await truncate(join(place, 'text_encoder/model.safetensors'));
  const file = await encodePng(zeros([1, 3, 64, 64]), [-1, 1]);
  const image = await digestOf(file);
  const noise = compiled(opened, { technique: 'noise', image, t: [250], seed: 1 });
  const drawing = drawRecipe(opened, noise, new AbortController().signal, new Map([[image, file]]));
  expect((await drawing.next()).done).toBe(true);
  await opened.close();
});

it('loads no encoder once it is closed, for who asked before that', async () => {
  const place = await randomIfBundle();
  const opened = await openPipeline(place, { threads: 1 });
  const asked = recipeFor(opened, { prompt: 'a red boat' });
  // The encoder would say that its file has changed.
  await truncate(join(place, 'text_encoder/model.safetensors'));
  const refused = expect(run(opened, asked)).rejects.toThrow('the network is closed');
  await opened.close();
  await refused;
});

it('takes the answer of its network for v where the bundle says so', async () => {
  const place = await randomIfBundle();
  const scheduler = 'scheduler/scheduler_config.json';
  await writeJson(place, scheduler, { ...ifConfigs[scheduler], prediction_type: 'v_prediction' });
  const byV = await openPipeline(place, { threads: 1 });
  const first = async (opened: Pipeline) => {
    const schedule: Schedule = { timesteps: [500], end: 'clean', clip: 'none' };
    return (await run(opened, { ...recipeFor(opened, { prompt: 'a red boat' }), schedule })).steps[0]!;
  };
  const [{ xt, x0 }, byNoise] = [await first(byV), await first(pipeline)];
  await byV.close();
  const kept = alphaBars({ name: 'squaredcos_cap_v2' }, 1000)[500]!;
  const [signal, noise] = [Math.sqrt(kept), Math.sqrt(1 - kept)];
  const found = mixed(byNoise.xt, 1 / noise, byNoise.x0, -signal / noise);
  const expected = x0OfVPrediction(xt, found, kept).data;
  expect(Math.max(...x0.data.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-5);
});
