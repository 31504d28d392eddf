import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluate, gradientError, normalTensor } from '../runtime/gradient-check.fixture.ts';
import { avgPool, nearestUp } from './resample.ts';

const size = fc.integer({ min: 1, max: 3 });
const pictures = fc.tuple(size, size, size, size);

it('avgPool has the gradients of the finite differences', async () => {
  await fc.assert(
    fc.asyncProperty(pictures, size, fc.nat(), async ([n, c, h, w], k, seed) => {
      const input = normalTensor([n, c, k * h, k * w], seed);
      expect(await gradientError((g, [x]) => avgPool(g, x!, k), [input])).toBeLessThan(2e-3);
    }),
    { numRuns: 12 },
  );
});

it('nearestUp repeats every pixel', async () => {
  const x = { dims: [1, 1, 1, 2], data: Float32Array.of(1, 2) };
  const y = await evaluate((g, [v]) => nearestUp(g, v!, 2), [x]);
  expect(y).toEqual({ dims: [1, 1, 2, 4], data: Float32Array.of(1, 1, 2, 2, 1, 1, 2, 2) });
});

it('nearestUp has the gradients of the finite differences', async () => {
  await fc.assert(
    fc.asyncProperty(pictures, size, fc.nat(), async (dims, k, seed) => {
      expect(await gradientError((g, [x]) => nearestUp(g, x!, k), [normalTensor(dims, seed)])).toBeLessThan(2e-3);
    }),
    { numRuns: 12 },
  );
});
