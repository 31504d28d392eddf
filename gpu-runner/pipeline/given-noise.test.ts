import type { Recipe } from '@manifold/shared/recipe/recipe';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomIfBundle } from '../bundle/random-if-bundle.fixture.ts';
import { concatRows } from '../tensor/rows.ts';
import { type Tensors, tensor } from '../tensor/tensor.ts';
import { NoiseError } from './given-noise.ts';
import { type Noises, noiseOf, upscaleNoiseOf } from './noise.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import { compiled, run } from './testing.ts';

let pipeline: Pipeline;
let recipe: Recipe;
const schedule = { timesteps: [600, 300, 0], end: 'clean' as const, clip: 'range' as const };

beforeAll(async () => {
  pipeline = await openPipeline(await randomIfBundle(), { threads: 1 });
  const drawn = compiled(pipeline, { technique: 'sample', prompt: 'boat', seed: 1, count: 2, upscale: true });
  recipe = { ...drawn, schedule, upscale: { ...drawn.upscale!, schedule } };
});
afterAll(() => pipeline.close());

/** The noise of the recipe's seed as tensors, of both stages. */
function noiseOfSeed(): Tensors {
  const upscale = upscaleNoiseOf(recipe, { channels: 3, size: 32 });
  return {
    ...named(noiseOf(recipe, { channels: 3, size: 16 }), 16),
    ...named(upscale, 32, 'upscale.'),
    'upscale.low': upscale('low', 250),
  };
}

function named(noise: Noises, size: number, prefix = ''): Tensors {
  const steps = concatRows(schedule.timesteps.slice(0, 2).map((t) => noise('step', t)));
  return {
    [`${prefix}init`]: noise('init', 600),
    [`${prefix}steps`]: tensor([2, 2, 3, size, size], steps.data),
  };
}

it("stands in for the seed's: the pictures are those of the seed that drew it", async () => {
  const noise = noiseOfSeed();
  const { pictures } = await run(pipeline, recipe);
  expect((await run(pipeline, { ...recipe, seed: 2 }, new Map(), noise)).pictures).toEqual(pictures);
});

it.each<[string, (noise: Tensors) => Tensors, string]>([
  ['no start', ({ init: _, ...rest }) => rest, 'there is no init; give one of [2, 3, 16, 16]'],
  [
    'a start of another size',
    (noise) => ({ ...noise, init: noise['upscale.init']! }),
    'init is [2, 3, 32, 32], where [2, 3, 16, 16] is wanted',
  ],
  [
    'too few steps',
    (noise) => ({ ...noise, steps: tensor([1, 2, 3, 16, 16], new Float32Array(1536)) }),
    'steps is [1, 2, 3, 16, 16], where [at least 2, 2, 3, 16, 16] is wanted',
  ],
  ['nothing for what is enlarged', ({ 'upscale.low': _, ...rest }) => rest, 'there is no upscale.low'],
])('is refused with %s', async (_, change, message) => {
  const noise = change(noiseOfSeed());
  const running = run(pipeline, recipe, new Map(), noise);
  await expect(running).rejects.toThrow(NoiseError);
  await expect(running).rejects.toThrow(message);
});
