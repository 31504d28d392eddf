import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eigenOf } from './eigen.ts';

/** Symmetric matrices of up to 8 x 8, some of them singular. */
const symmetric = fc.integer({ min: 1, max: 8 }).chain((n) =>
  fc
    .array(fc.oneof(fc.constant(0), fc.double({ min: -10, max: 10, noNaN: true })), {
      minLength: n * n,
      maxLength: n * n,
    })
    .map((values) => ({
      n,
      matrix: Float64Array.from(values, (value, i) => value + values[(i % n) * n + Math.floor(i / n)]!),
    })),
);

describe('eigenOf', () => {
  it('takes a symmetric matrix apart into V diag(values) V^T', () => {
    fc.assert(
      fc.property(symmetric, ({ n, matrix }) => {
        const { values, vectors } = eigenOf(matrix, n);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            const terms = Array.from(values, (value, k) => vectors[i * n + k]! * value * vectors[j * n + k]!);
            expect(Math.abs(terms.reduce((sum, term) => sum + term, 0) - matrix[i * n + j]!)).toBeLessThan(1e-11);
          }
        }
      }),
    );
  });

  it('answers orthonormal vectors', () => {
    fc.assert(
      fc.property(symmetric, ({ n, matrix }) => {
        const { vectors } = eigenOf(matrix, n);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            const products = Array.from({ length: n }, (_, k) => vectors[k * n + i]! * vectors[k * n + j]!);
            expect(Math.abs(products.reduce((sum, product) => sum + product, 0) - Number(i === j))).toBeLessThan(1e-12);
          }
        }
      }),
    );
  });

  it('finds 1 and 3 in [[2, 1], [1, 2]]', () => {
    expect([...eigenOf(Float64Array.of(2, 1, 1, 2), 2).values].toSorted()).toEqual([
      expect.closeTo(1, 14),
      expect.closeTo(3, 14),
    ]);
  });
});
