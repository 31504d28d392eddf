import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, gradientError, normalTensor } from '../runtime/gradient-check.fixture.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { attention } from './attention.ts';
import { concat } from './shape.ts';

type Build = Parameters<typeof gradientError>[0];

const TOLERANCE = 5e-3;

describe('attention', () => {
  it('has the gradients of the finite differences, with a bias', async () => {
    const size = fc.integer({ min: 1, max: 3 });
    await fc.assert(
      fc.asyncProperty(size, size, size, size, fc.nat(), async (heads, each, queries, keys, seed) => {
        const c = heads * each;
        const inputs = [
          [2, queries, c],
          [2, keys, c],
          [2, keys, c],
          [1, heads, queries, keys],
        ].map((dims, i) => normalTensor(dims, seed + i));
        const build: Build = (g, [q, k, v, bias]) => attention(g, q!, k!, v!, { heads, scale: 0.7, bias: bias! });
        expect(await gradientError(build, inputs)).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 12 },
    );
  });

  it('is the same as one fused operator', async () => {
    const size = (max: number) => fc.integer({ min: 1, max });
    await fc.assert(
      fc.asyncProperty(size(4), size(9), size(40), size(90), fc.nat(), async (heads, each, queries, keys, seed) => {
        const c = heads * each;
        const inputs = [queries, keys, keys].map((length, i) => normalTensor([2, length, c], seed + i));
        const build: Build = (g, [q, k, v]) => attention(g, q!, k!, v!, { heads, scale: 0.7 });
        const [fused, apart] = [await evaluate(build, inputs, { fused: true }), await evaluate(build, inputs)];
        expect(Math.max(...fused.data.map((value, i) => Math.abs(value - apart.data[i]!)))).toBeLessThan(1e-5);
      }),
      { numRuns: 25 },
    );
  });

  it('has them with added keys and values', async () => {
    const inputs = [
      [1, 4, 4],
      [1, 3, 4],
      [1, 3, 4],
    ].map((dims, i) => normalTensor(dims, i));
    const build: Build = (g, [x, k, v]) =>
      attention(g, x!, concat(g, [k!, x!], 1), concat(g, [v!, x!], 1), { heads: 2, scale: 1 });
    expect(await gradientError(build, inputs)).toBeLessThan(TOLERANCE);
  });

  it('is softmax(q k^T) v in each head', async () => {
    const [q, k, v] = [normalTensor([1, 2, 4], 1), normalTensor([1, 3, 4], 2), normalTensor([1, 3, 4], 3)];
    const y = await evaluate((g, [a, b, c]) => attention(g, a!, b!, c!, { heads: 2, scale: 0.5 }), [q, k, v]);
    for (const query of [0, 1]) {
      for (const channel of [0, 1, 2, 3]) {
        expect(y.data[query * 4 + channel]).toBeCloseTo(literal(q, k, v, query, channel), 5);
      }
    }
  });

  it('refuses a width that does not divide into the heads', async () => {
    const x = normalTensor([1, 2, 3], 1);
    await expect(evaluate((g, [v]) => attention(g, v!, v!, v!, { heads: 2, scale: 1 }), [x])).rejects.toThrow(
      'does not divide into 2 heads',
    );
  });
});

/** One output, written out for heads of two channels and a scale of 1/2. */
function literal(q: Tensor, k: Tensor, v: Tensor, query: number, channel: number): number {
  const first = channel - (channel % 2);
  const weights = [0, 1, 2].map((key) => {
    const product = [0, 1].reduce((sum, i) => sum + q.data[query * 4 + first + i]! * k.data[key * 4 + first + i]!, 0);
    return Math.exp(product / 2);
  });
  const total = weights.reduce((a, b) => a + b);
  return weights.reduce((sum, weight, key) => sum + (weight / total) * v.data[key * 4 + channel]!, 0);
}
