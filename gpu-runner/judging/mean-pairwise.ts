import { rowsOf } from '../tensor/rows.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** The mean distance over all pairs of the rows of [N, ...], N at least 2. */
export function meanPairwise(rows: Tensor, distance: (a: Float32Array, b: Float32Array) => number): number {
  const count = rows.dims[0]!;
  const row = (i: number) => rowsOf(rows, i, i + 1).data;
  let sum = 0;
  for (let a = 0; a < count; a++) for (let b = 0; b < a; b++) sum += distance(row(a), row(b));
  return sum / ((count * (count - 1)) / 2);
}
