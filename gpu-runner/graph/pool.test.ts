import { expect, it } from 'vitest';
import { gradientError, normalTensor } from '../runtime/gradient-check.ts';
import { avgPool } from './pool.ts';

it.each([1, 2, 3])('avgPool by %i has the gradients of the finite differences', async (k) => {
  const input = normalTensor([2, 2, 2 * k, k], k);
  expect(await gradientError((g, [x]) => avgPool(g, x!, k), [input])).toBeLessThan(2e-3);
});
