import { eigenOf, type Square } from '../../tensor/eigen.ts';

/** The normal distribution that features of d numbers are taken for. */
export interface Gaussian {
  /** [d] */
  readonly mean: Float64Array;
  /** [d, d] */
  readonly covariance: Square;
}

/** Mean and covariance (divided by N - 1) of features [N, d], one after another; N is at least 2. */
export function gaussianOf(features: Float32Array, d: number): Gaussian {
  const count = features.length / d;
  const mean = new Float64Array(d);
  for (let i = 0; i < features.length; i++) mean[i % d]! += features[i]! / count;
  const covariance = new Float64Array(d * d);
  const centred = new Float64Array(d);
  for (let row = 0; row < features.length; row += d) {
    for (let i = 0; i < d; i++) centred[i] = features[row + i]! - mean[i]!;
    for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) covariance[i * d + j]! += centred[i]! * centred[j]!;
  }
  return { mean, covariance: covariance.map((sum) => sum / (count - 1)) };
}

/**
 * The Frechet distance of two normal distributions, |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)), by which samples are held
 * beside real pictures (Heusel et al. 2017, arXiv:1706.08500, equation 6). C1 C2 has the eigenvalues of the symmetric
 * matrix C1^(1/2) C2 C1^(1/2).
 */
export function frechetDistance(a: Gaussian, b: Gaussian): number {
  const d = a.mean.length;
  const root = squareRoot(a.covariance, d);
  const { values } = eigenOf(product(product(root, b.covariance, d), root, d), d);
  const traceOfRoot = values.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  const apart = a.mean.reduce((sum, mean, i) => sum + (mean - b.mean[i]!) ** 2, 0);
  return apart + trace(a.covariance, d) + trace(b.covariance, d) - 2 * traceOfRoot;
}

/** V diag(sqrt(values)) V^T. Rounding may leave an eigenvalue of a covariance a little below 0. */
function squareRoot(matrix: Square, d: number): Square {
  const { values, vectors } = eigenOf(matrix, d);
  const scaled = vectors.map((value, i) => value * Math.sqrt(Math.max(0, values[i % d]!)));
  return product(scaled, transposed(vectors, d), d);
}

function product(a: Square, b: Square, d: number): Square {
  const c = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let k = 0; k < d; k++) {
      const left = a[i * d + k]!;
      for (let j = 0; j < d; j++) c[i * d + j]! += left * b[k * d + j]!;
    }
  }
  return c;
}

function transposed(matrix: Square, d: number): Square {
  return matrix.map((_, i) => matrix[(i % d) * d + Math.floor(i / d)]!);
}

function trace(matrix: Square, d: number): number {
  return Array.from({ length: d }, (_, i) => matrix[i * d + i]!).reduce((sum, value) => sum + value, 0);
}
