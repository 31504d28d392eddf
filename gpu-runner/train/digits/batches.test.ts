import { describe, expect, it } from 'vitest';
import { labelledBatches } from './batches.ts';
import { DIGIT_DEFAULTS } from './config.ts';
import { denoiserBatches } from './denoiser-batches.ts';
import { classBatches, timeBatches } from './diffusion-batches.ts';
import { flowBatches } from './flow-batches.ts';
import { loadMnist, PIXELS } from './mnist.ts';
import { trainAlphaBars } from './schedule.ts';

const given = { batch: 100, limit: 300, seed: 7 };
const config = { net: 'mnist-class', ...DIGIT_DEFAULTS['mnist-class'], ...given } as const;
const timed = { net: 'mnist-time', ...DIGIT_DEFAULTS['mnist-time'], ...given } as const;
const flowing = { net: 'mnist-flow', ...DIGIT_DEFAULTS['mnist-flow'], ...given } as const;
const denoising = { net: 'mnist-denoiser', ...DIGIT_DEFAULTS['mnist-denoiser'], ...given } as const;
const data = loadMnist('train', config.limit);

describe('labelledBatches', () => {
  it('shows every picture once an epoch, in another order in the next', () => {
    const batches = labelledBatches(config, data);
    const sums = (first: number) => [0, 1, 2].flatMap((i) => pictureSums(batches(first + i).image.data));
    expect(sums(3)).not.toEqual(sums(0));
    expect(sums(3).sort()).toEqual(sums(0).sort());
  });

  it('gives a batch by its number, whatever was asked before', () => {
    const straight = labelledBatches(config, data);
    for (let i = 0; i < 4; i++) straight(i);
    expect(straight(4)).toEqual(labelledBatches(config, data)(4));
  });
});

describe('classBatches', () => {
  it('mixes picture and noise by alphaBar', () => {
    const alphaBar = trainAlphaBars(config);
    const { x_t, t, eps } = classBatches(config, data)(1);
    const { image } = labelledBatches(config, data)(1);
    const error = x_t!.data.map((value, i) => {
      const kept = alphaBar[t!.data[Math.floor(i / PIXELS)]!]!;
      return Math.abs(value - Math.sqrt(kept) * image.data[i]! - Math.sqrt(1 - kept) * eps!.data[i]!);
    });
    expect(Math.max(...error)).toBeLessThan(1e-6);
  });

  it('draws every timestep and drops a tenth of the classes', () => {
    const batches = classBatches(config, data);
    const drawn = Array.from({ length: 30 }, (_, i) => batches(i));
    const times = drawn.flatMap(({ t }) => [...t!.data]);
    const told = drawn.flatMap(({ c }) => [...c!.data]).reduce((sum, one) => sum + one, 0);
    expect([Math.min(...times), Math.max(...times)]).toEqual([0, 299]);
    expect(told / times.length).toBeCloseTo(0.9, 1);
  });
});

it('are of the noise, the classes and the timesteps that are asked for', () => {
  const { noisy, clean } = denoiserBatches({ ...denoising, sigma: 0.2 }, data)(0);
  const noise = noisy!.data.map((z, i) => z - clean!.data[i]!);
  expect(Math.sqrt(noise.reduce((sum, e) => sum + e * e, 0) / noise.length)).toBeCloseTo(0.2, 2);
  const batch = classBatches({ ...config, drop: 1, timesteps: 3 }, data)(0);
  expect(batch.c!.data.every((one) => one === 0)).toBe(true);
  expect(flowBatches({ ...flowing, drop: 1 }, data)(0).c).toEqual(batch.c);
  expect(new Set(batch.t!.data)).toEqual(new Set([0, 1, 2]));
  expect(batch).toEqual({ ...timeBatches({ ...timed, timesteps: 3 }, data)(0), c: batch.c });
});

describe('timeBatches', () => {
  it('are those of the class-conditional net without the class', () => {
    const { c, ...rest } = classBatches(config, data)(2);
    expect(timeBatches(timed, data)(2)).toEqual(rest);
  });
});

describe('flowBatches', () => {
  it('lie on the line from noise to picture, whose slope is the velocity', () => {
    const { x_t, t, velocity } = flowBatches(flowing, data)(1);
    const { image } = labelledBatches(config, data)(1);
    const error = x_t!.data.map((x, i) => {
      const left = 1 - t!.data[Math.floor(i / PIXELS)]!;
      return Math.abs(x + left * velocity!.data[i]! - image.data[i]!);
    });
    expect(Math.max(...error)).toBeLessThan(1e-5);
    expect(Math.min(...t!.data)).toBeGreaterThan(0);
    expect(Math.max(...t!.data)).toBeLessThan(1);
  });
});

describe('denoiserBatches', () => {
  it('add fresh noise of standard deviation 0.5 to the pictures', () => {
    const batches = denoiserBatches(denoising, data);
    const noise = [0, 3].map((index) => {
      const { noisy, clean } = batches(index);
      expect(clean).toEqual(labelledBatches(config, data)(index).image);
      return noisy!.data.map((z, i) => z - clean!.data[i]!);
    });
    const deviation = Math.sqrt(noise[0]!.reduce((sum, e) => sum + e * e, 0) / noise[0]!.length);
    expect(deviation).toBeCloseTo(0.5, 2);
    expect(noise[1]!.subarray(0, 8)).not.toEqual(noise[0]!.subarray(0, 8));
  });
});

function pictureSums(pixels: Float32Array): number[] {
  return Array.from({ length: pixels.length / PIXELS }, (_, i) =>
    pixels.subarray(i * PIXELS, (i + 1) * PIXELS).reduce((sum, value) => sum + value, 0),
  );
}
