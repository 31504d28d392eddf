import type { FilterGeometry } from './convolve.ts';
import type { Graph } from './graph.ts';
import { matmul } from './matmul.ts';
import { concat, pad, reshape, slice, transpose } from './shape.ts';
import { concrete, dimAt, type Value } from './value.ts';

/**
 * The gradient of a convolution's filter, [K,C,k,k], from its input x [N,C,H,W] and the gradient of its output
 * dy [N,K,h,w]: dW[o,c,i,j] = sum over n, p, q of dy[n,o,p,q] x[n,c, stride p + i - padding, stride q + j - padding].
 * Each way of computing it is one long matrix product; they differ in which side is copied for the taps (i, j).
 */
export function filterGradient(g: Graph, x: Value, dy: Value, k: number, geometry: FilterGeometry): Value {
  const keepsSize = geometry.stride === 1 && 2 * geometry.padding === k - 1;
  if (!keepsSize) return phases(g, x, dy, k, geometry);
  const [xt, dyt] = [channelsFirst(g, x), channelsFirst(g, dy)];
  if (dimAt(x, 1) === 1) return shifts(g, xt, dyt, k, 'both on x');
  if (dimAt(dy, 1) === 1) return shifts(g, xt, dyt, k, 'both on dy');
  return shifts(g, xt, dyt, k, 'columns on x, rows on dy');
}

/** No padding of an axis. */
const KEEP = [0, 0] as const;

type Split = 'both on x' | 'both on dy' | 'columns on x, rows on dy';

/**
 * Stride 1 and unchanged size: moving x by a tap's offset is moving dy by its opposite, and the two axes are free of
 * each other. Splitting them between the sides copies 2k planes where im2col copies k^2.
 */
function shifts(g: Graph, xt: Value, dyt: Value, k: number, split: Split): Value {
  const offsets = Array.from({ length: k }, (_, i) => i - (k - 1) / 2);
  const none = [0];
  const rowsOn = split === 'both on x' ? 'x' : 'dy';
  const columnsOn = split === 'both on dy' ? 'dy' : 'x';
  const left = shifted(g, dyt, rowsOn === 'dy' ? offsets : none, columnsOn === 'dy' ? offsets : none, -1);
  const right = shifted(g, xt, rowsOn === 'x' ? offsets : none, columnsOn === 'x' ? offsets : none, 1);
  const [o, c] = [dimAt(dyt, 0), dimAt(xt, 0)];
  const product = matmul(g, left, right, { transposeB: true });
  if (split === 'both on x') return transpose(g, reshape(g, product, [o, k, k, c]), [0, 3, 1, 2]);
  if (split === 'both on dy') return transpose(g, reshape(g, product, [k, k, o, c]), [2, 3, 0, 1]);
  return transpose(g, reshape(g, product, [k, o, k, c]), [1, 3, 0, 2]);
}

/** Copies of v [C,N,H,W] moved by every (row, column) offset, zeros coming in, as a matrix [copies C, N H W]. */
function shifted(g: Graph, v: Value, rows: readonly number[], columns: readonly number[], sign: 1 | -1): Value {
  const [c, n, h, w] = concrete(v) as [number, number, number, number];
  const copies = rows.flatMap((row) => columns.map((column) => moved(g, v, sign * row, sign * column)));
  return reshape(g, concat(g, copies, 0), [copies.length * c, n * h * w]);
}

/** y[.., p, q] = v[.., p + row, q + column], zero outside. */
function moved(g: Graph, v: Value, row: number, column: number): Value {
  if (row === 0 && column === 0) return v;
  return pad(g, v, [
    [0, 0],
    [0, 0],
    [-row, row],
    [-column, column],
  ]);
}

/**
 * Stride s: pixel s p + i - padding of x is pixel p + a of one of its s^2 phases, i = s a + phase. So the taps are all
 * pairs of a phase of x, which costs one copy, with dY moved by a, of which there are ceil(k / s)^2 small ones.
 */
function phases(g: Graph, x: Value, dy: Value, k: number, geometry: FilterGeometry): Value {
  const s = geometry.stride;
  const reach = Math.ceil(k / s);
  const [c, o] = [dimAt(x, 1), dimAt(dy, 1)];
  const right = phasesOf(g, x, [dimAt(dy, 2) + reach - 1, dimAt(dy, 3) + reach - 1], geometry);
  const left = placed(g, channelsFirst(g, dy), reach);
  const product = reshape(g, matmul(g, left, right, { transposeB: true }), [reach, reach, o, s, s, c]);
  const whole = reshape(g, transpose(g, product, [2, 5, 0, 3, 1, 4]), [o, c, reach * s, reach * s]);
  // Where the stride does not divide the filter, the last taps are of no filter.
  return slice(g, whole, [
    { axis: 2, start: 0, end: k },
    { axis: 3, start: 0, end: k },
  ]);
}

/** x [N,C,H,W], padded or cropped to rows x columns pixels in each phase, as a matrix [s s C, N rows columns]. */
function phasesOf(
  g: Graph,
  x: Value,
  [rows, columns]: [number, number],
  { stride: s, padding }: FilterGeometry,
): Value {
  const [n, c, h, w] = concrete(x) as [number, number, number, number];
  const after = [rows * s - h - padding, columns * s - w - padding] as const;
  const fitted = pad(g, x, [KEEP, KEEP, [padding, after[0]], [padding, after[1]]]);
  const dims = [n, s * s * c, rows, columns];
  const split = s === 1 ? fitted : g.node('SpaceToDepth', [fitted], dims, { blocksize: { int: s } });
  return reshape(g, channelsFirst(g, split), [s * s * c, n * rows * columns]);
}

/** dY [O,N,h,w] at each of reach x reach places of a larger picture, as a matrix [reach reach O, M]. */
function placed(g: Graph, dyt: Value, reach: number): Value {
  const [o, n, h, w] = concrete(dyt) as [number, number, number, number];
  const offsets = Array.from({ length: reach }, (_, a) => a);
  const at = (a: number, b: number) => pad(g, dyt, [KEEP, KEEP, [a, reach - 1 - a], [b, reach - 1 - b]]);
  const copies = concat(
    g,
    offsets.flatMap((a) => offsets.map((b) => at(a, b))),
    0,
  );
  return reshape(g, copies, [reach * reach * o, n * (h + reach - 1) * (w + reach - 1)]);
}

/** [N,C,H,W] to [C,N,H,W]. */
function channelsFirst(g: Graph, v: Value): Value {
  return transpose(g, v, [1, 0, 2, 3]);
}
