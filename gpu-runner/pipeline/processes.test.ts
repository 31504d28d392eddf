import { digestOf } from '@manifold/shared/image/digest';
import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { Technique } from '@manifold/shared/recipe/technique';
import { afterAll, describe, expect, it } from 'vitest';
import { randomBundle } from '../bundle/random-bundle.fixture.ts';
import { normals } from '../tensor/random.ts';
import { splitRows } from '../tensor/rows.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { drawRecipe } from './draw-recipe.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import { encodePng } from './png.ts';
import { recipeFor, run } from './testing.ts';

const pixels = Float32Array.from({ length: 784 }, (_, i) => (i % 28) / 27);
const ramp = tensor(
  [1, 1, 28, 28],
  pixels.map((value) => Math.round(255 * value) / 255),
);
const file = await encodePng(ramp, [0, 1]);
const image = await digestOf(file);
const inputs = new Map([[image, file]]);
const far = (a: Tensor, b: Tensor) => Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i]!)));

function prepared({ manifest }: Pipeline, asked: object): Recipe {
  const technique = Technique.parse({ bundle: manifest.name, seed: 1, ...asked });
  const answer = prepareTechnique(technique, manifest, () => 1);
  if (!answer.ok) throw new Error(answer.faults[0]!.detail);
  return answer.recipe;
}

/** All pictures of a study. */
async function drawn(pipeline: Pipeline, asked: object): Promise<Tensor[]> {
  const steps = drawRecipe(pipeline, prepared(pipeline, asked), new AbortController().signal, inputs);
  for (let next = await steps.next(); ; next = await steps.next()) {
    if (next.done) return splitRows(next.value.pictures, 1);
  }
}

/** image + sigma z, z the noise that begins a run at `timestep`. */
function noisy(timestep: number, signal: number, sigma: number): Tensor {
  const z = normals({ seed: 1, stream: 'init', sample: 0, timestep }, 784);
  return tensor(
    [1, 1, 28, 28],
    ramp.data.map((value, i) => signal * value + sigma * z[i]!),
  );
}

describe('a flow', async () => {
  const flow = await openPipeline(await randomBundle({ kind: 'MnistFlow' }), { threads: 1 });
  afterAll(() => flow.close());

  it('goes in even steps from pure noise to where the last one led', async () => {
    const { steps, pictures } = await run(flow, recipeFor(flow, { count: 2, steps: 4 }));
    expect(steps.map(({ timestep }) => timestep)).toEqual([999, 749, 499, 249]);
    expect(pictures).toEqual(steps.at(-1)!.x0);
    expect(pictures.data.every(Number.isFinite)).toBe(true);
  });

  it('is straight where its velocity is: between two steps x keeps to the line to x0', async () => {
    const { steps } = await run(flow, recipeFor(flow, { steps: 2 }));
    const [first, second] = steps;
    const middle = first!.x0.data.map((value, i) => (value + first!.xt.data[i]!) / 2);
    expect(far(second!.xt, tensor([1, 1, 28, 28], middle))).toBeLessThan(1e-6);
  });

  it('mixes a picture with noise in straight lines', async () => {
    const [original, mixture] = await drawn(flow, { technique: 'noise', image, t: [249] });
    expect(far(original!, ramp)).toBeLessThan(1e-6);
    expect(far(mixture!, noisy(249, 0.75, 0.25))).toBeLessThan(1e-6);
    const edit = prepared(flow, { technique: 'edit', image, prompt: '7', t: 499, steps: 3 });
    expect((await run(flow, edit, inputs)).steps.map(({ timestep }) => timestep)).toEqual([499, 333, 166]);
  });

  it('heeds its prompt', async () => {
    const [one, other] = [recipeFor(flow, { prompt: '3' }), recipeFor(flow, { prompt: '8' })];
    expect((await run(flow, one)).pictures).not.toEqual((await run(flow, other)).pictures);
  });
});

describe('a denoiser', async () => {
  const denoiser = await openPipeline(await randomBundle({ kind: 'MnistDenoiser' }), { threads: 1 });
  afterAll(() => denoiser.close());

  it('shows the picture, with noise, and without, for each sigma', async () => {
    const pictures = await drawn(denoiser, { technique: 'denoise', image, sigma: [0, 0.5] });
    const [original, untouched, read, again, under, denoised] = pictures as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    for (const same of [original, untouched, again]) expect(far(same, ramp)).toBeLessThan(1e-6);
    expect(far(under, noisy(50, 1, 0.5))).toBeLessThan(1e-6);
    expect(far(read, denoised)).toBeGreaterThan(1e-3);
  });

  it('asks its net once for each picture', async () => {
    const batches: number[] = [];
    const counted = await openPipeline(await randomBundle({ kind: 'MnistDenoiser' }), {
      threads: 1,
      onBatch: (rows) => batches.push(rows),
    });
    await drawn(counted, { technique: 'denoise', image, sigma: [0.5], count: 3 });
    await counted.close();
    expect(batches).toEqual([3]);
  });
});
