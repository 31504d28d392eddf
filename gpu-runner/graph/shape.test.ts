import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, gradientError, normalTensor } from '../runtime/gradient-check.fixture.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { concat, pad, reshape, slice, transpose } from './shape.ts';

const TOLERANCE = 2e-3;

const size = fc.integer({ min: 1, max: 4 });
const shapes = fc.array(size, { minLength: 1, maxLength: 3 });

/** A shape and another one of as many elements. */
const reshapings = shapes
  .chain((dims) => fc.tuple(fc.constant(dims), shuffled(dims), fc.nat(dims.length)))
  .map(([dims, mixed, kept]) => ({ dims, other: [...mixed.slice(0, kept), sizeOf(mixed.slice(kept))] }));

/** A shape and an order of its axes. */
const permutations = shapes.chain((dims) => fc.tuple(fc.constant(dims), shuffled([...dims.keys()])));

/** Shapes that differ along one axis, and that axis. */
const joins = fc
  .tuple(shapes, fc.array(size, { minLength: 1, maxLength: 3 }))
  .chain(([dims, sizes]) => fc.tuple(fc.constant(dims), fc.constant(sizes), fc.nat(dims.length - 1)))
  .map(([dims, sizes, axis]) => ({ axis, parts: sizes.map((d) => dims.with(axis, d)) }));

/** A shape and ranges of some of its axes. */
const slices = shapes.chain((dims) =>
  fc.tuple(
    fc.constant(dims),
    fc.tuple(...dims.map(rangeOf)).chain((all) => fc.subarray(all, { minLength: 1 })),
  ),
);

/** A shape and what is added or cropped before and after each axis, which leaves something. */
const paddings = shapes.chain((dims) =>
  fc.tuple(fc.constant(dims), fc.tuple(...dims.map((d) => fc.tuple(widths(d > 1), widths(d > 2))))),
);

function shuffled<T>(all: readonly T[]) {
  return fc.shuffledSubarray([...all], { minLength: all.length });
}

function rangeOf(length: number, axis: number) {
  return fc
    .tuple(fc.nat(length - 1), fc.nat(length - 1))
    .map(([a, b]) => ({ axis, start: Math.min(a, b), end: Math.max(a, b) + 1 }));
}

function widths(crops: boolean) {
  return fc.integer({ min: crops ? -1 : 0, max: 2 });
}

describe('gradients of shape operators are the finite differences', () => {
  it('reshape', async () => {
    await fc.assert(
      fc.asyncProperty(reshapings, fc.nat(), async ({ dims, other }, seed) => {
        const error = await gradientError((g, [x]) => reshape(g, x!, other), [normalTensor(dims, seed)]);
        expect(error).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 10 },
    );
  });

  it('transpose', async () => {
    await fc.assert(
      fc.asyncProperty(permutations, fc.nat(), async ([dims, perm], seed) => {
        const error = await gradientError((g, [x]) => transpose(g, x!, perm), [normalTensor(dims, seed)]);
        expect(error).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 10 },
    );
  });

  it('concat', async () => {
    await fc.assert(
      fc.asyncProperty(joins, fc.nat(), async ({ axis, parts }, seed) => {
        const inputs = parts.map((dims, i) => normalTensor(dims, seed + i));
        expect(await gradientError((g, xs) => concat(g, xs, axis), inputs)).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 10 },
    );
  });

  it('slice', async () => {
    await fc.assert(
      fc.asyncProperty(slices, fc.nat(), async ([dims, ranges], seed) => {
        const error = await gradientError((g, [x]) => slice(g, x!, ranges), [normalTensor(dims, seed)]);
        expect(error).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 10 },
    );
  });

  it('pad, also cropping', async () => {
    await fc.assert(
      fc.asyncProperty(paddings, fc.nat(), async ([dims, added], seed) => {
        const error = await gradientError((g, [x]) => pad(g, x!, added), [normalTensor(dims, seed)]);
        expect(error).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 15 },
    );
  });
});

it('pad with opposite widths moves the picture', async () => {
  const x = { dims: [3], data: Float32Array.of(1, 2, 3) };
  expect([...(await evaluate((g, [v]) => pad(g, v!, [[1, -1]]), [x])).data]).toEqual([0, 1, 2]);
});
