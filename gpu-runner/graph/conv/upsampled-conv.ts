import type { Graph } from '../graph.ts';
import { matmul } from '../matmul.ts';
import { nearestUp } from '../resample.ts';
import { concat, reshape } from '../shape.ts';
import { concrete, dimAt, type Value } from '../value.ts';
import { conv2d } from './conv.ts';

/**
 * For an even and for an odd row of the enlarged picture: the filter's rows that fall on the first and on the second of the
 * two rows of x that it sees. Columns alike.
 */
const TAPS = [
  [[0], [1, 2]],
  [[0, 1], [2]],
] as const;
type Taps = (typeof TAPS)[number];

/**
 * Convolution with w [K,C,3,3] and b [K], zero padding of one, of x [N,C,H,W] with every pixel of it 2 x 2 times, to
 * [N,K,2H,2W]. Where no gradient is wanted, each of the four pixels that a pixel becomes has a filter of 2 x 2 to itself, in
 * which the taps that fall on the same pixel of x are added up: 16 products in place of 36 (the sub-pixel convolution of Shi et
 * al. 2016, arXiv:1609.05158, section 2.2).
 */
export function upsampledConv2d(g: Graph, x: Value, w: Value, b: Value): Value {
  if (!g.target.fused) return conv2d(g, nearestUp(g, x, 2), w, b, { stride: 1, padding: 1 });
  const quarters = [0, 1].flatMap((row) => [0, 1].map((column) => quarter(g, x, w, b, row, column)));
  const dims = [x.dims[0]!, w.dims[0]!, 2 * dimAt(x, 2), 2 * dimAt(x, 3)];
  return g.node('DepthToSpace', [concat(g, quarters, 1)], dims, { blocksize: { int: 2 } });
}

/** The pixels at `row` and `column` of each block of 2 x 2, to [N,K,H,W]. */
function quarter(g: Graph, x: Value, w: Value, b: Value, row: number, column: number): Value {
  const filter = summed(g, w, TAPS[row]!, TAPS[column]!);
  const attributes = { kernel_shape: { ints: [2, 2] }, pads: { ints: [1 - row, 1 - column, row, column] } };
  return g.node('Conv', [x, filter, b], [x.dims[0]!, w.dims[0]!, x.dims[2]!, x.dims[3]!], attributes);
}

/** w [K,C,3,3] with its taps added up, to [K,C,2,2]. */
function summed(g: Graph, w: Value, rows: Taps, columns: Taps): Value {
  const [k, c] = concrete(w) as [number, number];
  const sums = new Float32Array(9 * 4);
  for (const [i, tapRows] of rows.entries()) {
    for (const [j, tapColumns] of columns.entries()) {
      for (const p of tapRows) for (const q of tapColumns) sums[4 * (3 * p + q) + 2 * i + j] = 1;
    }
  }
  const taps = matmul(g, reshape(g, w, [k * c, 9]), g.constant({ dims: [9, 4], data: sums }), { wide: true });
  return reshape(g, taps, [k, c, 2, 2]);
}
