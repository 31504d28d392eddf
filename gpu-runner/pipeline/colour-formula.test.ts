import { digestOf } from '@manifold/shared/image/digest';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomIfBundle } from '../bundle/random-if-bundle.fixture.ts';
import { normals } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import { compiled, run } from './testing.ts';

/*
 * The techniques of colour against the formulas of Geng et al. 2024 (arXiv:2404.11615, sections 3.6 and 4.3), written out for
 * each pixel in float64; what each prompt finds is told by runs of that prompt alone.
 */

const [seed, guidance, size] = [11, 3, 16];
const pixels = size * size;
const tolerance = 1e-5;
let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline(await randomIfBundle(), { threads: 1 });
});
afterAll(() => pipeline.close());

/** Without thresholding, which is no part of the formulas. */
function unclipped(technique: object): Recipe {
  const recipe = compiled(pipeline, { seed, guidance, steps: 3, ...technique });
  return { ...recipe, schedule: { ...recipe.schedule, clip: 'none' } };
}

/** alphaBar_t of a squared cosine over 1000 timesteps (Nichol and Dhariwal 2021, arXiv:2102.09672, equation 17). */
function alphaBar(t: number): number {
  const f = (u: number) => Math.cos(((u / 1000 + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
  let product = 1;
  for (let s = 0; s <= t; s++) product *= 1 - Math.min(1 - f(s + 1) / f(s), 0.999);
  return product;
}

/** The noise that a prompt finds in x at t: a run of one step from there ends with the x0 that follows from it. */
async function epsOf(x: Tensor, t: number, prompt: string): Promise<Float64Array> {
  const recipe = unclipped({ technique: 'sample', prompt });
  const lone = { ...recipe, schedule: { ...recipe.schedule, timesteps: [t] } };
  const { pictures: x0 } = await run(pipeline, lone, new Map(), { init: x });
  const [signal, noise] = [Math.sqrt(alphaBar(t)), Math.sqrt(1 - alphaBar(t))];
  return Float64Array.from(x0.data, (value, i) => (x.data[i]! - signal * value) / noise);
}

/** Of each pixel the mean of its three channels. */
function grey(x: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: x.length }, (_, i) => {
    const place = i % pixels;
    return (x[place]! + x[pixels + place]! + x[2 * pixels + place]!) / 3;
  });
}

function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}

it('colour: the grey of one estimate and what is left of another', async () => {
  const { steps } = await run(pipeline, unclipped({ technique: 'colour', grey: 'a boat', colour: 'a goat' }));
  expect(steps).toHaveLength(3);
  for (const { xt, timestep, x0 } of steps) {
    const [one, other] = [await epsOf(xt, timestep, 'a boat'), await epsOf(xt, timestep, 'a goat')];
    const [greyOfOne, greyOfOther] = [grey(one), grey(other)];
    const eps = other.map((value, i) => greyOfOne[i]! + value - greyOfOther[i]!);
    const [signal, noise] = [Math.sqrt(alphaBar(timestep)), Math.sqrt(1 - alphaBar(timestep))];
    const literal = Float64Array.from(xt.data, (value, i) => (value - noise * eps[i]!) / signal);
    expect(farthest(x0.data, literal)).toBeLessThan(tolerance);
  }
});

it('colourise: before each step the grey is that of the picture with noise', async () => {
  const image = await sharp({ create: { width: size, height: size, channels: 3, background: '#4080c0' } })
    .png()
    .toBuffer();
  const digest = await digestOf(image);
  const inputs = new Map([[digest, new Uint8Array(image)]]);
  const recipe = unclipped({ technique: 'colourise', image: digest, prompt: 'a boat' });
  const { steps } = await run(pipeline, recipe, inputs);
  const clean = [0x40, 0x80, 0xc0].flatMap((level) => Array<number>(pixels).fill(level / 127.5 - 1));
  for (const { xt, timestep } of steps) {
    const z = normals({ seed, stream: 'hold', sample: 0, timestep }, 3 * pixels);
    const [signal, noise] = [Math.sqrt(alphaBar(timestep)), Math.sqrt(1 - alphaBar(timestep))];
    const noised = clean.map((value, i) => signal * value + noise * z[i]!);
    expect(farthest(grey(xt.data), grey(noised))).toBeLessThan(tolerance);
    expect(farthest(xt.data, noised)).toBeGreaterThan(0.1);
  }
});
