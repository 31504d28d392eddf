import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tensor } from '../../tensor/tensor.ts';
import { meanPairwise } from '../mean-pairwise.ts';
import { rms } from './rms.ts';
import { gradientsOf, middleMask } from './seam.ts';

const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 });

describe('distances', () => {
  it('are the root of the mean of squares, the same both ways, and less than a detour', () => {
    expect(rms(Float32Array.of(0, 0, 0, 0), Float32Array.of(3, 1, 1, 5))).toBe(3);
    fc.assert(
      fc.property(numbers, numbers, numbers, (...lists) => {
        const [a, b, c] = lists.map((list) => Float32Array.from(list)) as [Float32Array, Float32Array, Float32Array];
        expect(rms(a, b)).toBe(rms(b, a));
        expect(rms(a, c)).toBeLessThan(rms(a, b) + rms(b, c) + 1e-6);
      }),
    );
  });

  it('of several are the mean over all pairs', () => {
    expect(meanPairwise(tensor([3, 1], Float32Array.of(0, 1, 5)), rms)).toBeCloseTo((1 + 4 + 5) / 3, 9);
    expect(meanPairwise(tensor([4, 2], new Float32Array(8).fill(0.5)), rms)).toBe(0);
  });
});

describe('gradientsOf', () => {
  const size = 8;
  const mask = middleMask(size);
  const painted = (value: (x: number, y: number) => number) =>
    tensor(
      [1, 1, size, size],
      Float32Array.from({ length: size * size }, (_, at) => value(at % size, Math.floor(at / size))),
    );

  it('finds no seam in a picture of one colour, and all of it in a patch', () => {
    expect(
      gradientsOf(
        painted(() => 0.3),
        mask,
      ),
    ).toEqual({ border: 0, inside: 0, outside: 0 });
    const patch = tensor(
      [1, 1, size, size],
      Float32Array.from(mask, (redrawn) => (redrawn ? 1 : 0.25)),
    );
    expect(gradientsOf(patch, mask)).toEqual({ border: 0.75, inside: 0, outside: 0 });
  });

  it('is the same everywhere in a slope, over all channels and pictures', () => {
    const { data } = painted((x, y) => (x + y) / 16);
    const twice = tensor([2, 1, size, size], Float32Array.from([...data, ...data]));
    expect(gradientsOf(twice, mask)).toEqual({ border: 1 / 16, inside: 1 / 16, outside: 1 / 16 });
  });

  it('tells grain inside from what lies around it', () => {
    const grain = painted((x, y) => (mask[y * size + x] ? (x + y) % 2 : 0));
    const { border, inside, outside } = gradientsOf(grain, mask);
    expect([border, inside, outside]).toEqual([0.5, 1, 0]);
  });
});
