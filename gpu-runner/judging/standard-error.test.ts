import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusteredError, shareText, standardError, withError } from './standard-error.ts';

const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 20 });

describe('clusteredError', () => {
  it('comes from the means of clusters of one size', () => {
    const clusters = [
      [1, 1],
      [1, 0],
      [0, 0],
      [1, 1],
    ];
    // The means 1, 1/2, 0 and 1 lie 3/8, 1/8, 5/8 and 3/8 from their own, 5/8: squares of 44/64 over 4 * 3.
    expect(clusteredError(clusters)).toBeCloseTo(Math.sqrt(44 / 64 / 12), 12);
    expect(clusteredError(clusters)).toBeGreaterThan(standardError(5 / 8, 8));
  });

  it('weighs clusters by their size', () => {
    // 2 of 3 and 0 of 1: p is 1/2, the sums lie 1/2 from 3/2 and from 1/2: sqrt(2 (1/4 + 1/4)) / 4.
    expect(clusteredError([[1, 1, 0], [0]])).toBeCloseTo(1 / 4, 12);
  });

  it('of clusters of one is the usual error of a mean', () => {
    fc.assert(
      fc.property(values, (all) => {
        const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
        const variance = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (all.length - 1);
        expect(clusteredError(all.map((value) => [value]))).toBeCloseTo(Math.sqrt(variance / all.length), 10);
      }),
    );
  });

  it('is that of one value of each where the others repeat it', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 5 }), (all, times) => {
        const repeated = all.map((value) => Array.from({ length: times }, () => value));
        expect(clusteredError(repeated)).toBeCloseTo(clusteredError(all.map((value) => [value])), 10);
      }),
    );
  });
});

describe('a share in words', () => {
  it.each([
    [0.75, 4, '75.0% ± 21.7'],
    [0.9999, 10_000, '99.99% ± 0.01'],
    [1, 10_000, '100.0%'],
  ])('tells %d by as many places as its error among %d has', (share, count, told) => {
    expect(withError(share, count)).toBe(told);
  });

  it('stands without an error where it is none or all, and not where clusters agree', () => {
    expect([0, 0.5, 1].map((share) => shareText(share, 0))).toEqual(['0.0%', '50.0% ± 0.0', '100.0%']);
  });
});
