import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normals } from '../../tensor/random.ts';
import { frechetDistance, gaussianOf } from './frechet.ts';

/** Features of 40 pictures, 5 numbers each, about `mean` and scaled. */
const features = fc
  .record({
    seed: fc.nat(1000),
    mean: fc.double({ min: -3, max: 3, noNaN: true }),
    scale: fc.double({ min: 0, max: 4, noNaN: true }),
  })
  .map(({ seed, mean, scale }) =>
    normals({ seed, stream: 'init', sample: 0, timestep: 0 }, 200).map((value) => mean + scale * value),
  );
const gaussian = features.map((values) => gaussianOf(values, 5));

/** A normal distribution of independent numbers. */
function independent(mean: number[], variance: number[]) {
  const d = mean.length;
  const covariance = Float64Array.from({ length: d * d }, (_, i) => (i % (d + 1) === 0 ? variance[i / (d + 1)]! : 0));
  return { mean: Float64Array.from(mean), covariance };
}

describe('gaussianOf', () => {
  it('has the mean and the covariance of the features', () => {
    const { mean, covariance } = gaussianOf(Float32Array.of(1, 2, 3, 6, 5, 4), 2);
    expect([...mean]).toEqual([3, 4]);
    expect([...covariance]).toEqual([4, 2, 2, 4]);
  });
});

describe('frechetDistance', () => {
  it('is nothing from a distribution to itself', () => {
    fc.assert(
      fc.property(gaussian, (one) => {
        expect(Math.abs(frechetDistance(one, one))).toBeLessThan(1e-6);
      }),
    );
  });

  it('is the same both ways, and never less than nothing', () => {
    fc.assert(
      fc.property(gaussian, gaussian, (one, other) => {
        const there = frechetDistance(one, other);
        expect(there).toBeGreaterThan(-1e-6);
        expect(Math.abs(there - frechetDistance(other, one))).toBeLessThan(1e-6);
      }),
    );
  });

  it('is the squared distance of the means where the covariances agree', () => {
    const [one, other] = [independent([0, 0], [2, 3]), independent([3, 4], [2, 3])];
    expect(frechetDistance(one, other)).toBeCloseTo(25, 10);
  });

  it('sums (sigma1 - sigma2)^2 over independent numbers, also where some do not vary', () => {
    const [one, other] = [independent([0, 0, 0], [1, 9, 0]), independent([0, 0, 0], [4, 1, 4])];
    expect(frechetDistance(one, other)).toBeCloseTo(1 + 4 + 4, 10);
  });

  it('has a closed form between equal normals scaled as a whole', () => {
    fc.assert(
      fc.property(features, fc.double({ min: 0.1, max: 3, noNaN: true }), (values, factor) => {
        const centred = gaussianOf(values, 5);
        const scaled = { mean: centred.mean, covariance: centred.covariance.map((value) => factor ** 2 * value) };
        const total = [0, 6, 12, 18, 24].reduce((sum, i) => sum + centred.covariance[i]!, 0);
        expect(Math.abs(frechetDistance(centred, scaled) - (1 - factor) ** 2 * total)).toBeLessThan(1e-6);
      }),
    );
  });
});
