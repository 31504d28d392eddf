import { rowsOf } from '../../../tensor/rows.ts';
import type { Tensor } from '../../../tensor/tensor.ts';

/** The root of the mean squared difference of two arrays. */
export function rms(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length);
}

/** The mean of that over all pairs of the rows of [N, ...], N at least 2. */
export function meanPairwise(rows: Tensor): number {
  const count = rows.dims[0]!;
  const row = (i: number) => rowsOf(rows, i, i + 1).data;
  let sum = 0;
  for (let a = 0; a < count; a++) for (let b = 0; b < a; b++) sum += rms(row(a), row(b));
  return sum / ((count * (count - 1)) / 2);
}
