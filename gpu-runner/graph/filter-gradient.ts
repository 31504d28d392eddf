import type { Graph } from './graph.ts';
import { matmul } from './matmul.ts';
import { concat, pad, reshape, transpose } from './shape.ts';
import { concrete, dimAt, type Value } from './value.ts';

export interface FilterGeometry {
  readonly stride: number;
  /** Zeros on each side of each spatial axis. */
  readonly padding: number;
}

/**
 * The gradient of a convolution's filter, [K,C,k,k], from its input x [N,C,H,W] and the gradient of its output
 * dy [N,K,h,w]: dW[o,c,i,j] = sum over n, p, q of dy[n,o,p,q] x[n,c, stride p + i - padding, stride q + j - padding].
 * Each way of computing it is one long matrix product; they differ in which side is copied for the taps (i, j).
 */
export function filterGradient(g: Graph, x: Value, dy: Value, k: number, geometry: FilterGeometry): Value {
  const channelsFirst = (v: Value) => transpose(g, v, [1, 0, 2, 3]);
  const [xt, dyt] = [channelsFirst(x), channelsFirst(dy)];
  const keepsSize = geometry.stride === 1 && 2 * geometry.padding === k - 1;
  if (!keepsSize) return tapsOfInput(g, xt, dyt, k, geometry);
  if (dimAt(x, 1) === 1) return shifts(g, xt, dyt, k, 'both on x');
  if (dimAt(dy, 1) === 1) return shifts(g, xt, dyt, k, 'both on dy');
  return shifts(g, xt, dyt, k, 'columns on x, rows on dy');
}

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

/** Any geometry: the input under each tap as strided slices, [k k C, M], against dY. */
function tapsOfInput(g: Graph, xt: Value, dyt: Value, k: number, geometry: FilterGeometry): Value {
  const [o, n, h, w] = concrete(dyt) as [number, number, number, number];
  const c = dimAt(xt, 0);
  const p = geometry.padding;
  const padded =
    p === 0
      ? xt
      : pad(g, xt, [
          [0, 0],
          [0, 0],
          [p, p],
          [p, p],
        ]);
  const at = (i: number, j: number) => tap(g, padded, i, j, [h, w], geometry.stride);
  const indices = Array.from({ length: k }, (_, i) => i);
  const taps = concat(
    g,
    indices.flatMap((i) => indices.map((j) => at(i, j))),
    0,
  );
  const product = matmul(g, reshape(g, dyt, [o, n * h * w]), reshape(g, taps, [k * k * c, n * h * w]), {
    transposeB: true,
  });
  return transpose(g, reshape(g, product, [o, k, k, c]), [0, 3, 1, 2]);
}

/** Every stride-th pixel of [C,N,H,W] from (i, j) on, [C,N,h,w]. */
function tap(g: Graph, padded: Value, i: number, j: number, [h, w]: [number, number], stride: number): Value {
  const bounds = [
    [i, j],
    [i + stride * (h - 1) + 1, j + stride * (w - 1) + 1],
    [2, 3],
    [stride, stride],
  ];
  const dims = [padded.dims[0]!, padded.dims[1]!, h, w];
  return g.node('Slice', [padded, ...bounds.map((b) => g.integers(b))], dims);
}
