import type { Recipe } from '@manifold/shared/recipe/recipe';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, readBundle } from '../bundle/bundle.ts';
import { randomIfBundle } from '../bundle/random-if-bundle.fixture.ts';
import type { Model } from '../diffusion/estimate.ts';
import { type SamplerStep, sample } from '../diffusion/sampler.ts';
import { normalTensor } from '../runtime/gradient-check.fixture.ts';
import { splitChannels } from '../tensor/channels.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { cosineAlphaBar, literalStep, noise, noised, seed, tolerance } from './formula.fixture.ts';
import type { Inputs } from './input/given.ts';
import { blurred, farthest, grey, minus, type Picture, plus, pngOf } from './pictures.fixture.ts';
import { compiled } from './testing.ts';
import { upscaleOf } from './upscale.ts';

/*
 * What is held in the second stage, at its own size and with noise of its own, step by step against the formulas in float64. The
 * model is a formula of x_t alone.
 */

const size = 32;
const pixels = size * size;
const isRedrawn = (i: number) => i % size >= 12;
const levels = Uint8Array.from({ length: 3 * pixels }, (_, i) => (i * 37) % 256);
const image = Float64Array.from(levels, (_, i) => levels[3 * (i % pixels) + Math.floor(i / pixels)]! / 127.5 - 1);
const common = { prompt: 'boat', seed, steps: 2, upscale: true, upscaleSteps: 4 };

let bundle: Bundle;
let inputs: Inputs;
let picture: string | undefined;
let mask: string | undefined;
beforeAll(async () => {
  bundle = await readBundle(await randomIfBundle());
  const redrawn = Uint8Array.from({ length: pixels }, (_, i) => (isRedrawn(i) ? 255 : 0));
  inputs = new Map([await pngOf(levels, size), await pngOf(redrawn, size)]);
  [picture, mask] = [...inputs.keys()];
});

const found = (x: Picture) => ({ eps: x.map((value) => 0.5 * value), v: x.map(Math.sin) });
const model: Model<string> = async (both) => {
  const [{ dims, data }] = splitChannels(both, 2) as [Tensor, Tensor];
  const { eps, v } = found(Float64Array.from(data));
  return { output: tensor(dims, Float32Array.from(eps)), v: tensor(dims, Float32Array.from(v)) };
};

const drawn = (stream: 'upscaleInit' | 'upscaleStep' | 'upscaleHold', t: number) => noise(stream, t, 3 * pixels);
const seen = (t: number) => noised(image, cosineAlphaBar(t), drawn('upscaleHold', t));

/** The second stage of a recipe, without thresholding. */
async function stepsOf(recipe: Recipe): Promise<{ steps: SamplerStep[]; pictures: Tensor }> {
  const { schedule } = recipe.upscale!;
  const unclipped = { ...recipe, upscale: { ...recipe.upscale!, schedule: { ...schedule, clip: 'none' as const } } };
  const stage = await upscaleOf(unclipped, bundle, { inputs, noise: undefined }, () => model);
  const sampling = sample(stage!(normalTensor([1, 3, 16, 16], 2)));
  const steps: SamplerStep[] = [];
  for (let next = await sampling.next(); ; next = await sampling.next()) {
    if (next.done) return { steps, pictures: next.value };
    steps.push(next.value);
  }
}

/** `after` follows each step, onto timestep t' or, without one, onto the clean picture. */
async function expectLiteral(
  asked: object,
  x: (first: number) => Picture,
  after: (x: Picture, next: number | undefined) => Picture,
): Promise<void> {
  const recipe = compiled(bundle, { ...common, ...asked });
  const { timesteps } = recipe.upscale!.schedule;
  const { steps, pictures } = await stepsOf(recipe);
  expect(steps.map(({ timestep }) => timestep)).toEqual(timesteps);
  expect(timesteps.length).toBeGreaterThan(1);
  expect(farthest(steps[0]!.xt.data, x(timesteps[0]!))).toBeLessThan(tolerance);
  for (const [i, { xt, timestep }] of steps.entries()) {
    const next = timesteps[i + 1];
    const begun = Float64Array.from(xt.data);
    const [then, z] =
      next === undefined ? [1, new Float64Array(begun.length)] : [cosineAlphaBar(next), drawn('upscaleStep', timestep)];
    const { stepped } = literalStep(begun, found(begun), cosineAlphaBar(timestep), then, z);
    const reached = steps[i + 1]?.xt ?? pictures;
    expect(farthest(reached.data, after(stepped, next))).toBeLessThan(tolerance);
  }
}

describe('in the second stage', () => {
  it('an inpainting is noised anew after each step: m x_t + (1 - m) forward(image, t)', async () => {
    const after = (x: Picture, next: number | undefined) => {
      const known = next === undefined ? image : seen(next);
      return x.map((value, i) => (isRedrawn(i) ? value : known[i]!));
    };
    const x = (first: number) => noised(image, cosineAlphaBar(first), drawn('upscaleInit', first));
    await expectLiteral({ technique: 'inpaint', image: picture, mask }, x, after);
  });

  it.each([
    { name: 'colourise', asked: {}, known: grey },
    { name: 'real-hybrid', asked: { keep: 'low', sigma: 3 }, known: (x: Picture) => blurred(x, size, 3) },
    {
      name: 'real-hybrid',
      asked: { keep: 'high', sigma: 3 },
      known: (x: Picture) => minus(x, blurred(x, size, 3)),
    },
  ])('an inverse problem is solved before each step: $name, $asked', async ({ name, asked, known }) => {
    const held = (x: Picture, t: number) => plus(x, known(minus(seen(t), x)));
    const x = (first: number) => held(drawn('upscaleInit', first), first);
    const after = (x: Picture, next: number | undefined) => (next === undefined ? x : held(x, next));
    await expectLiteral({ technique: name, image: picture, ...asked }, x, after);
  });
});
