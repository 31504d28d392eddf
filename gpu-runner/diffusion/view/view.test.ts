import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { flip } from './flip.ts';
import { identity } from './identity.ts';
import { innerCircle } from './inner-circle.ts';
import { jigsaw } from './jigsaw.ts';
import { negate } from './negate.ts';
import { patches } from './patches.ts';
import { pixels } from './pixels.ts';
import { rotate180 } from './rotate-180.ts';
import { rotateCcw } from './rotate-ccw.ts';
import { rotateCw } from './rotate-cw.ts';
import { skew } from './skew.ts';
import { squareHinge } from './square-hinge.ts';
import type { View } from './view.ts';

/** A picture [N, C, S, S] whose values are their index + 1. */
function numbered(size: number, samples = 1, channels = 1): Tensor {
  const dims = [samples, channels, size, size];
  return tensor(
    dims,
    Float32Array.from({ length: samples * channels * size * size }, (_, i) => i + 1),
  );
}

/** The picture with each pixel made `times` x `times`. */
function enlarged({ dims, data }: Tensor, times: number): Tensor {
  const size = dims[3]!;
  const wide = size * times;
  const source = (i: number) => Math.floor(i / wide / times) * size + Math.floor((i % wide) / times);
  return tensor(
    [1, 1, wide, wide],
    Float32Array.from({ length: wide * wide }, (_, i) => data[source(i)]!),
  );
}

const all: { name: string; view: View }[] = [
  { name: 'identity', view: identity },
  { name: 'flip', view: flip },
  { name: 'rotate-180', view: rotate180 },
  { name: 'rotate-cw', view: rotateCw },
  { name: 'rotate-ccw', view: rotateCcw },
  { name: 'negate', view: negate },
  { name: 'skew', view: skew },
  { name: 'inner-circle', view: innerCircle },
  { name: 'square-hinge', view: squareHinge },
  { name: 'patches', view: patches(3) },
  { name: 'pixels', view: pixels(3) },
  { name: 'jigsaw', view: jigsaw(3) },
];

describe.each(all)('$name', ({ view }) => {
  it.each([5, 28, 64])('is a signed permutation within each sample and channel, at %i px', (size) => {
    const plane = size * size;
    const seen = view.apply(numbered(size, 2, 3)).data;
    for (let start = 0; start < seen.length; start += plane) {
      const places = seen
        .subarray(start, start + plane)
        .map(Math.abs)
        .toSorted();
      expect(places).toEqual(Float32Array.from({ length: plane }, (_, i) => start + i + 1));
    }
  });

  it.each([5, 28, 64])('is undone exactly, either way round, at %i px', (size) => {
    const picture = numbered(size, 2, 3);
    expect(view.invert(view.apply(picture))).toEqual(picture);
    expect(view.apply(view.invert(picture))).toEqual(picture);
  });

  it('moves a variance as it moves the noise, without its sign', () => {
    const picture = numbered(28);
    expect(view.invertVariance(picture).data).toEqual(view.invert(picture).data.map(Math.abs));
  });

  it('leaves its argument alone', () => {
    const picture = numbered(28);
    for (const act of [view.apply, view.invert, view.invertVariance]) act(picture);
    expect(picture).toEqual(numbered(28));
  });
});

describe('views that turn or mirror', () => {
  it.each([
    { name: 'identity', view: identity, seen: [1, 2, 3, 4] },
    { name: 'flip', view: flip, seen: [3, 4, 1, 2] },
    { name: 'rotate-180', view: rotate180, seen: [4, 3, 2, 1] },
    { name: 'rotate-cw', view: rotateCw, seen: [3, 1, 4, 2] },
    { name: 'rotate-ccw', view: rotateCcw, seen: [2, 4, 1, 3] },
    { name: 'negate', view: negate, seen: [-1, -2, -3, -4] },
  ])('show the picture so: $name', ({ view, seen }) => {
    expect([...view.apply(numbered(2)).data]).toEqual(seen);
  });
});

describe('a view at 64 and at 256 px', () => {
  it.each(all.filter(({ name }) => name !== 'skew'))('shows the same: $name', ({ view }) => {
    const small = numbered(64);
    const seen = (picture: Tensor) => view.apply(picture).data;
    const own = view.apply(small);
    // What turns, turns within its enlarged pixels too; of one colour they look the same.
    expect(seen(enlarged(small, 4))).toEqual(enlarged(own, 4).data);
  });

  it('shows the same to within 6 px: skew', () => {
    // Each column numbered from the top: where it now begins tells how far it was rolled.
    const rolled = (size: number, x: number) => {
      const seen = skew.apply(numbered(size)).data;
      return Array.from({ length: size }, (_, y) => y).find((y) => seen[y * size + x] === x + 1)!;
    };
    for (const x of [0, 5, 100, 128, 130, 200, 255]) {
      const apart = Math.abs(rolled(256, x) - 4 * rolled(64, Math.floor(x / 4)));
      expect(Math.min(apart, 256 - apart)).toBeLessThanOrEqual(6);
    }
  });
});

describe('skew', () => {
  it('rolls column i by trunc(1.5 (i - h / 2))', () => {
    const size = 28;
    const seen = skew.apply(numbered(size)).data;
    for (let x = 0; x < size; x++) {
      const shift = Math.trunc(1.5 * (x - size / 2));
      for (let y = 0; y < size; y++) {
        expect(seen[((y + shift + 10 * size) % size) * size + x]).toBe(y * size + x + 1);
      }
    }
  });
});

describe('inner-circle', () => {
  it.each([28, 64, 256])('is half a turn within 24/64 of the side of the middle, at %i px', (size) => {
    const picture = numbered(size);
    // Pixels are turned whole: at 256 px the squares of 4 x 4 that the pixels of 64 px have become.
    const cell = size === 256 ? 4 : 1;
    const fromMiddle = (at: number) => (Math.floor(at / cell) + 0.5) * cell - size / 2;
    const isInside = (y: number, x: number) => Math.hypot(fromMiddle(y), fromMiddle(x)) < (24 / 64) * size;
    const turned = picture.data.map((value, i) => {
      const [y, x] = [Math.floor(i / size), i % size];
      return isInside(y, x) ? picture.data[(size - 1 - y) * size + (size - 1 - x)]! : value;
    });
    expect(innerCircle.apply(picture).data).toEqual(turned);
  });
});

describe('square-hinge', () => {
  it('turns each of nine squares in its place, clockwise and counter-clockwise by turns', () => {
    expect([...squareHinge.apply(numbered(6)).data]).toEqual([
      ...[7, 1, 4, 10, 11, 5],
      ...[8, 2, 3, 9, 12, 6],
      ...[14, 20, 21, 15, 18, 24],
      ...[13, 19, 22, 16, 17, 23],
      ...[31, 25, 28, 34, 35, 29],
      ...[32, 26, 27, 33, 36, 30],
    ]);
  });

  it.each([
    { size: 28, side: 9 },
    { size: 64, side: 21 },
  ])('has squares of $side px at $size px', ({ size, side }) => {
    const seen = squareHinge.apply(numbered(size)).data;
    const last = side - 1;
    /** Where in the picture the corners of the square are from, clockwise from the upper left, its left edge being at `left`. */
    const corners = (left: number) =>
      [[0, 0] as const, [0, last] as const, [last, last] as const, [last, 0] as const].map(([y, x]) => {
        const from = seen[y * size + left + x]! - 1;
        return [Math.floor(from / size), (from % size) - left];
      });
    expect(corners(0)).toEqual([
      [last, 0],
      [0, 0],
      [0, last],
      [last, last],
    ]);
    expect(corners(side)).toEqual([
      [0, last],
      [last, last],
      [last, 0],
      [0, 0],
    ]);
  });
});

describe('what the pieces do not divide', () => {
  it.each([
    { name: 'patches', view: patches(3), inside: [2, 26] },
    { name: 'square-hinge', view: squareHinge, inside: [0, 27] },
    { name: 'jigsaw', view: jigsaw(3), inside: [0, 28] },
  ])('stays put at 28 px: $name', ({ view, inside: [first, end] }) => {
    const picture = numbered(28).data;
    const seen = view.apply(numbered(28)).data;
    const isInside = (at: number) => at >= first! && at < end!;
    const margin = [...picture.keys()].filter((i) => !isInside(Math.floor(i / 28)) || !isInside(i % 28));
    expect(margin.map((i) => seen[i])).toEqual(margin.map((i) => picture[i]));
    expect(seen.filter((value, i) => value !== picture[i]).length).toBeGreaterThan(200);
  });
});

describe('views that a seed draws', () => {
  it.each([patches, pixels, jigsaw])('are the same again, and others for another seed', (drawn) => {
    const seen = (seed: number) => drawn(seed).apply(numbered(28)).data;
    expect(seen(1)).toEqual(seen(1));
    expect(seen(1)).not.toEqual(seen(2));
  });

  it.each([
    {
      name: 'pixels',
      drawn: pixels,
      size: 28,
      digest: 'beba50aecbe600e39760f92e83de430dd9f9fc189704aadb2230e6e33306adea',
    },
    {
      name: 'pixels',
      drawn: pixels,
      size: 64,
      digest: 'f31e77d90adb3bdd64d4d32d423b9f5a57b8b172e9efff63564e4c9a728d4173',
    },
    {
      name: 'patches',
      drawn: patches,
      size: 28,
      digest: 'f1a85c1dfe7d59aac023e7e75c5e186e04eaf4bb185889394b772b8263cd8eaa',
    },
    {
      name: 'patches',
      drawn: patches,
      size: 64,
      digest: '9de5fa3ca0dcb47f6987c6b2f708e695b4ac0ac7a6045acda3f7cb63a6c7ba38',
    },
    {
      name: 'jigsaw',
      drawn: jigsaw,
      size: 28,
      digest: '7efd57aed91a3004d0c7b72391842015ab82361ea71c8742dc54de6382c3005f',
    },
    {
      name: 'jigsaw',
      drawn: jigsaw,
      size: 64,
      digest: 'e0231ff78790dadf284ce9b0cc767daa53b7ced0477041c06824826f118e0724',
    },
  ])(
    'are the same in every release, as recipes are replayed years later: $name at $size px',
    ({ drawn, size, digest }) => {
      const order = drawn(1).apply(numbered(size)).data.join();
      expect(createHash('sha256').update(order).digest('hex')).toBe(digest);
    },
  );

  it('are permutations whatever the seed and the size', () => {
    const anyView = fc.constantFrom(patches, pixels, jigsaw);
    fc.assert(
      fc.property(anyView, fc.nat(0xffff_ffff), fc.integer({ min: 1, max: 40 }), (drawn, seed, size) => {
        const picture = numbered(size);
        expect(drawn(seed).apply(picture).data.toSorted()).toEqual(picture.data);
      }),
    );
  });
});

describe('jigsaw', () => {
  it('puts corners on corners and edges on edges', () => {
    const seen = jigsaw(3).apply(numbered(28)).data;
    const corners = [0, 27, 27 * 28, 28 * 28 - 1];
    expect(corners.map((i) => seen[i]! - 1).toSorted((a, b) => a - b)).toEqual(corners);
    const isEdge = (i: number) => [0, 27].includes(i % 28) || [0, 27].includes(Math.floor(i / 28));
    seen.forEach((value, i) => {
      expect(isEdge(value - 1)).toBe(isEdge(i));
    });
  });
});
