import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradientError, normalTensor } from '../runtime/gradient-check.fixture.ts';
import { expand, mean, meanAll, sum } from './reduce.ts';

const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });

/** A shape and some of its axes. */
const reductions = shapes.chain((dims) => fc.tuple(fc.constant(dims), fc.subarray([...dims.keys()], { minLength: 1 })));

/** A shape and one that broadcasts to it: each axis is one or whole, and the first ones may be missing. */
const broadcasts = shapes
  .chain((dims) => fc.tuple(fc.constant(dims), fc.subarray([...dims.keys()]), fc.nat(dims.length)))
  .map(([dims, ones, missing]) => ({
    dims,
    narrow: dims.map((d, axis) => (ones.includes(axis) ? 1 : d)).slice(missing),
  }));

describe('gradients of reductions are the finite differences', () => {
  it.each([
    ['sum', sum],
    ['mean', mean],
  ])('%s', async (_, op) => {
    await fc.assert(
      fc.asyncProperty(reductions, fc.nat(), async ([dims, axes], seed) => {
        expect(await gradientError((g, [x]) => op(g, x!, axes), [normalTensor(dims, seed)])).toBeLessThan(2e-3);
      }),
      { numRuns: 12 },
    );
  });

  it('meanAll', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(), async (dims, seed) => {
        expect(await gradientError((g, [x]) => meanAll(g, x!), [normalTensor(dims, seed)])).toBeLessThan(2e-3);
      }),
      { numRuns: 8 },
    );
  });

  it('expand', async () => {
    await fc.assert(
      fc.asyncProperty(broadcasts, fc.nat(), async ({ dims, narrow }, seed) => {
        expect(await gradientError((g, [x]) => expand(g, x!, dims), [normalTensor(narrow, seed)])).toBeLessThan(2e-3);
      }),
      { numRuns: 12 },
    );
  });
});
