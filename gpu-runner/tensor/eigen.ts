/** A symmetric matrix of n x n, row after row. */
export type Square = Float64Array<ArrayBuffer>;

/** `matrix` = V diag(values) V^T, the eigenvectors in the columns of V. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Square;
}

/** Sweeps after which Jacobi's method has long converged, whatever the matrix. */
const SWEEPS = 60;

/** The eigenvalues of a symmetric matrix, in no order, and its eigenvectors, by Jacobi's cyclic method (1846). */
export function eigenOf(matrix: Square, n: number): Eigen {
  const a = matrix.slice();
  const vectors = identity(n);
  const enough = Number.EPSILON * norm(a);
  for (let sweep = 0; sweep < SWEEPS && offDiagonal(a, n) > enough; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) if (Math.abs(a[p * n + q]!) > enough / n) rotate(a, vectors, n, p, q);
    }
  }
  return { values: diagonal(a, n), vectors };
}

/** Turns the plane of axes p and q so that a[p, q] becomes 0 (Golub and Van Loan, Matrix Computations, algorithm 8.5.1). */
function rotate(a: Square, vectors: Square, n: number, p: number, q: number): void {
  const between = a[p * n + q]!;
  const tau = (a[q * n + q]! - a[p * n + p]!) / (2 * between);
  const tangent = Math.sign(tau || 1) / (Math.abs(tau) + Math.hypot(1, tau));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = tangent * cosine;
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q, cosine, sine);
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k, cosine, sine);
  for (let k = 0; k < n; k++) turn(vectors, k * n + p, k * n + q, cosine, sine);
}

function turn(values: Square, i: number, j: number, cosine: number, sine: number): void {
  const x = values[i]!;
  const y = values[j]!;
  values[i] = cosine * x - sine * y;
  values[j] = sine * x + cosine * y;
}

function identity(n: number): Square {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
}

function diagonal(matrix: Square, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => matrix[i * n + i]!);
}

function norm(matrix: Square): number {
  return Math.sqrt(matrix.reduce((sum, value) => sum + value * value, 0));
}

function offDiagonal(matrix: Square, n: number): number {
  return Math.sqrt(matrix.reduce((sum, value, i) => (i % (n + 1) === 0 ? sum : sum + value * value), 0));
}
