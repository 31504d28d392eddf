import { sizeOf } from '../../tensor/tensor.ts';
import { BLOCKED } from '../blocks.ts';
import type { Graph } from '../graph.ts';
import { byPictures } from '../pieces.ts';
import { concat, reshape, slice, transpose } from '../shape.ts';
import { ABSENT, concrete, dimAt, type Value } from '../value.ts';
import { blockedFilter } from './blocked-conv.ts';

/**
 * Minimal filtering F(4, 3) of Winograd, in one direction: four rows of a convolution by three rows, from the six rows that they
 * see, with six products for each column of the filter in place of twelve. For those rows d and the filter g it is
 * A^T [(G g) (B^T d)] with the matrices of Lavin and Gray 2016 (arXiv:1509.09308, section 4.3), at the points 0, 1, -1, 2, -2.
 */
export const ROWS = 4;

/** G. */
export const FILTER = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
];

/** Weights of rows of a picture: of the one that is `first` from each fourth, and of those that follow, `stride` apart. */
export interface RowWeights {
  readonly first: number;
  readonly stride: number;
  readonly weights: readonly number[];
}

/** The rows of B^T, for the six that begin a row above each fourth. */
export const DATA: readonly RowWeights[] = [
  { first: -1, stride: 2, weights: [4, -5, 1] },
  { first: 0, stride: 1, weights: [-4, -4, 1, 1] },
  { first: 0, stride: 1, weights: [4, -4, -1, 1] },
  { first: 0, stride: 1, weights: [-2, -1, 2, 1] },
  { first: 0, stride: 1, weights: [2, -1, -2, 1] },
  { first: 0, stride: 2, weights: [4, -5, 1] },
];

/** From how many channels on the products that it spares are more than what it adds. */
const CHANNELS = 32;

/** Whether a convolution of x by a filter [K,C,k,k], stride 1 and padding 1, may be taken by `winograd`, and takes less time so. */
export function isForWinograd(x: Value, [k, c, size]: readonly number[]): boolean {
  return size === 3 && dimAt(x, 2) % ROWS === 0 && Math.min(k!, c!) >= CHANNELS;
}

/** The convolution of x [N,C,H,W], in blocks, by w [K,C,3,3] and b [K], stride 1 and padding 1, to [N,K,H,W] in blocks. */
export function winograd(g: Graph, x: Value, w: Value, b: Value | undefined): Value {
  const filters = transformedFilters(g, w);
  const [n, , h, width] = concrete(x) as [number, number, number, number];
  return byPictures(g, x, [n, dimAt(w, 0), h, width], (body, pictures) => {
    // The second of the six enters all four rows of the result with weight 1: so does its bias.
    const products = DATA.map(
      (rows, i) => (plus?: Value) =>
        product(body, weighedRows(body, pictures, rows), filters[i]!, i === 1 ? b : undefined, plus),
    );
    return rowByRow(body, recombined(body, products));
  });
}

/** G w, each of the six as a filter of one row in blocks. */
function transformedFilters(g: Graph, w: Value): Value[] {
  const [k, c] = concrete(w) as [number, number];
  const rows = reshape(g, transpose(g, w, [2, 0, 1, 3]), [3, k * c * 3]);
  const matrix = g.constant({ dims: [FILTER.length, 3], data: Float32Array.from(FILTER.flat()) });
  const all = g.node('MatMul', [matrix, rows], [FILTER.length, k * c * 3]);
  return FILTER.map((_, i) => {
    const one = slice(g, all, [{ axis: 0, start: i, end: i + 1 }]);
    return blockedFilter(g, reshape(g, one, [k, c, 1, 3]), g.target.channelBlock!);
  });
}

/** The sums of weighed rows of x [N,C,H,W], in blocks, at each fourth, between `margin` zeros: [N,C,H/4,W + 2 margin]. */
export function weighedRows(g: Graph, x: Value, { first, stride, weights }: RowWeights, margin = 0): Value {
  const [n, c, h, width] = concrete(x) as [number, number, number, number];
  const last = h - ROWS + first + stride * (weights.length - 1);
  const attributes = {
    kernel_shape: { ints: [weights.length, 1] },
    strides: { ints: [ROWS, 1] },
    dilations: { ints: [stride, 1] },
    pads: { ints: [Math.max(0, -first), margin, Math.max(0, last - h + 1), margin] },
    group: { int: c },
  };
  return g.node('Conv', [x, depthwise(g, c, weights)], [n, c, h / ROWS, width + 2 * margin], attributes, BLOCKED);
}

/** The same column of weights for every one of c channels, as a depthwise filter in blocks. */
function depthwise(g: Graph, c: number, weights: readonly number[]): Value {
  const block = g.target.channelBlock!;
  const data = new Float32Array(c * weights.length).map((_, i) => weights[Math.floor(i / block) % weights.length]!);
  return g.constant({ dims: [c, 1, weights.length, 1], data });
}

/** x convolved by a filter of one row, and `plus`. */
function product(g: Graph, x: Value, filter: Value, b: Value | undefined, plus: Value | undefined): Value {
  const [n, , h, width] = x.dims;
  const offsets = plus ? [b ?? ABSENT, plus] : b ? [b] : [];
  const attributes = { kernel_shape: { ints: [1, 3] }, pads: { ints: [0, 1, 0, 1] } };
  return g.node('Conv', [x, filter, ...offsets], [n!, filter.dims[0]!, h!, width!], attributes, BLOCKED);
}

type Product = (plus?: Value) => Value;

/** A^T: every fourth row of the result, beginning with the first, second, third and fourth. */
function recombined(g: Graph, products: readonly Product[]): Value[] {
  const [first, a, b, c, d, last] = products as [Product, Product, Product, Product, Product, Product];
  const [p, q, r, s] = [a(), b(), c(), d()];
  const op = (kind: 'Add' | 'Sub', u: Value, v: Value) => g.node(kind, [u, v], u.dims);
  const [near, nearSlope, far, farSlope] = [op('Add', p, q), op('Sub', p, q), op('Add', r, s), op('Sub', r, s)];
  return [
    first(op('Add', near, far)),
    times(g, farSlope, 2, nearSlope),
    times(g, far, 4, near),
    last(times(g, farSlope, 8, nearSlope)),
  ];
}

/** k x + y in one pass over memory. */
function times(g: Graph, x: Value, k: number, y: Value): Value {
  const c = dimAt(x, 1);
  const attributes = { kernel_shape: { ints: [1, 1] }, group: { int: c } };
  return g.node('Conv', [x, depthwise(g, c, [k]), ABSENT, y], x.dims, attributes, BLOCKED);
}

/** A row of each part in turn, as a matrix: to give it the dimensions of pictures here would be a copy. */
function rowByRow(g: Graph, parts: readonly Value[]): Value {
  const row = dimAt(parts[0]!, 3) * g.target.channelBlock!;
  const rows = sizeOf(concrete(parts[0]!)) / row;
  return concat(
    g,
    parts.map((part) => reshape(g, part, [rows, row])),
    1,
  );
}
