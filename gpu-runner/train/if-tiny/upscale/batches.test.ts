import { describe, expect, it } from 'vitest';
import { bilinear } from '../../../diffusion/bilinear.ts';
import type { Tensors } from '../../../tensor/tensor.ts';
import { discs } from '../discs.fixture.ts';
import { timesteps } from '../schedule.ts';
import { HELD_OUT, upscaleBatches } from './batches.ts';
import { pictureAt, reduced, smallAt } from './small.ts';
import { upscaledDiscs } from './upscale.fixture.ts';

const data = discs(HELD_OUT + 6, 64);

/** The greatest number of `values`, which may be too many for Math.max. */
const greatest = (values: Iterable<number>) => [...values].reduce((a, b) => Math.max(a, b), 0);

describe('a batch of the second stage', () => {
  it('is a function of its number, whatever was asked before, in the size and number of its phase', () => {
    const straight = upscaleBatches(upscaledDiscs, data);
    for (let i = 0; i < 3; i++) straight(i);
    const fourth = straight(3);
    expect(fourth).toEqual(upscaleBatches(upscaledDiscs, data)(3));
    expect([fourth.x_t, fourth.low, fourth.eps].map((x) => x!.dims)).toEqual(Array(3).fill([2, 3, 16, 16]));
    expect(straight(0).x_t!.dims).toEqual([4, 3, 8, 8]);
  });

  it('is squares of pictures that are not held out, each beside the same square of the picture reduced and enlarged', () => {
    const batches = upscaleBatches({ ...upscaledDiscs, sizes: '64:60:6' }, data);
    for (let i = 0; i < 10; i++) {
      const batch = batches(i);
      const shown = Array.from({ length: 6 }, (_, row) => matching(batch, row));
      expect(shown.map(({ index }) => index).toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
      for (const { level, likeness } of shown) if (level < 300) expect(likeness).toBeGreaterThan(0.5);
    }
  });

  it('has levels of noise throughout, half of them low', () => {
    const batches = upscaleBatches({ ...upscaledDiscs, sizes: '8:4000:40' }, data);
    const levels = Array.from({ length: 100 }, (_, i) => [...batches(i).level!.data]).flat();
    expect(levels.filter((level) => level < 125).length / levels.length).toBeCloseTo(0.5, 1);
    expect(greatest(levels)).toBeGreaterThan(950);
    expect(levels.every((level) => Number.isInteger(level) && level >= 0 && level < 1000)).toBe(true);
  });
});

/** The picture that a row shows most likely, and how alike its condition without noise would be to what the row is told. */
function matching({ x_t, eps, t, low, level }: Tensors, row: number) {
  const kept = timesteps().alphaBar[t!.data[row]!]!;
  const size = 3 * 64 * 64;
  const at = (i: number) => row * size + i;
  const errors = Array.from({ length: data.count }, (_, index) => {
    const { data: x0 } = pictureAt(data, index);
    const mixed = (i: number) => Math.sqrt(kept) * x0[i]! + Math.sqrt(1 - kept) * eps!.data[at(i)]!;
    return greatest(x0.map((_, i) => Math.abs(x_t!.data[at(i)]! - mixed(i))));
  });
  const index = errors.indexOf(Math.min(...errors));
  expect(errors[index]).toBeLessThan(1e-5);
  const enlarged = bilinear(smallAt(data, index), 64).data;
  const likeness = correlation(enlarged, low!.data.subarray(at(0), at(size)));
  return { index, level: level!.data[row]!, likeness };
}

function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (x: Float32Array) => x.reduce((sum, value) => sum + value, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  const dot = (x: Float32Array, mx: number, y: Float32Array, my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0);
  return dot(a, ma, b, mb) / Math.sqrt(dot(a, ma, a, ma) * dot(b, mb, b, mb));
}

it('pictures are reduced by the mean of blocks, in bytes', () => {
  const small = reduced(data);
  expect([small.size, small.pixels.length]).toEqual([16, data.count * 3 * 256]);
  const exact = smallAt(data, 3).data;
  expect(greatest(exact.map((value, i) => Math.abs(value - pictureAt(small, 3).data[i]!)))).toBeLessThan(1.01 / 255);
});
