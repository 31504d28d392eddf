import { expect, it } from 'vitest';
import { evaluate, gradientError, normalTensor } from '../runtime/gradient-check.ts';
import { avgPool, nearestUp } from './resample.ts';

it.each([1, 2, 3])('avgPool by %i has the gradients of the finite differences', async (k) => {
  const input = normalTensor([2, 2, 2 * k, k], k);
  expect(await gradientError((g, [x]) => avgPool(g, x!, k), [input])).toBeLessThan(2e-3);
});

it('nearestUp repeats every pixel', async () => {
  const x = { dims: [1, 1, 1, 2], data: Float32Array.of(1, 2) };
  const y = await evaluate((g, [v]) => nearestUp(g, v!, 2), [x]);
  expect(y).toEqual({ dims: [1, 1, 2, 4], data: Float32Array.of(1, 1, 2, 2, 1, 1, 2, 2) });
});

it('nearestUp has the gradients of the finite differences', async () => {
  const x = normalTensor([2, 2, 2, 3], 1);
  expect(await gradientError((g, [v]) => nearestUp(g, v!, 2), [x])).toBeLessThan(2e-3);
});
