import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, gradientError, normalTensor } from '../runtime/gradient-check.fixture.ts';
import { batchMatmul, linear, matmul } from './matmul.ts';

describe('matmul', () => {
  it('has the gradients of the finite differences, with either side transposed', async () => {
    const size = fc.integer({ min: 1, max: 4 });
    await fc.assert(
      fc.asyncProperty(size, size, size, fc.boolean(), fc.boolean(), async (m, k, n, transposeA, transposeB) => {
        const inputs = [normalTensor(transposeA ? [k, m] : [m, k], 1), normalTensor(transposeB ? [n, k] : [k, n], 2)];
        const error = await gradientError((g, [a, b]) => matmul(g, a!, b!, { transposeA, transposeB }), inputs);
        expect(error).toBeLessThan(2e-3);
      }),
      { numRuns: 20 },
    );
  });

  it('refuses matrices that do not fit', async () => {
    const inputs = [normalTensor([2, 3], 1), normalTensor([2, 3], 2)];
    await expect(evaluate((g, [a, b]) => matmul(g, a!, b!), inputs)).rejects.toThrow('do not multiply');
  });
});

describe('batchMatmul', () => {
  it('has the gradients of the finite differences', async () => {
    const size = fc.integer({ min: 1, max: 3 });
    await fc.assert(
      fc.asyncProperty(size, size, size, async (m, k, n) => {
        const inputs = [normalTensor([2, 2, m, k], 1), normalTensor([2, 2, k, n], 2)];
        expect(await gradientError((g, [a, b]) => batchMatmul(g, a!, b!), inputs)).toBeLessThan(2e-3);
      }),
      { numRuns: 8 },
    );
  });

  it('refuses batches that do not agree', async () => {
    const inputs = [normalTensor([2, 1, 2], 1), normalTensor([3, 2, 1], 2)];
    await expect(evaluate((g, [a, b]) => batchMatmul(g, a!, b!), inputs)).rejects.toThrow('do not multiply');
  });
});

describe('linear', () => {
  it('has the gradients of the finite differences, with a bias and without', async () => {
    const size = fc.integer({ min: 1, max: 4 });
    const leading = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(leading, size, size, fc.boolean(), fc.nat(), async (rows, k, n, biased, seed) => {
        const shapes = [[...rows, k], [n, k], ...(biased ? [[n]] : [])];
        const inputs = shapes.map((dims, i) => normalTensor(dims, seed + i));
        expect(await gradientError((g, [x, w, b]) => linear(g, x!, w!, b), inputs)).toBeLessThan(2e-3);
      }),
      { numRuns: 15 },
    );
  });
});
