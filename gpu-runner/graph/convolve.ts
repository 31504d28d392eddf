import type { Attributes, Graph } from './graph.ts';
import { reshape, transpose } from './shape.ts';
import { type Dim, dimAt, type Value } from './value.ts';

export interface FilterGeometry {
  readonly stride: number;
  /** Zeros on each side of each spatial axis. */
  readonly padding: number;
}

/** The convolution operator on x [N,C,H,W] by w [K,C,k,k] and, where given, b [K]. Carries no gradient. */
export function convolve(g: Graph, x: Value, w: Value, b: Value | undefined, geometry: FilterGeometry): Value {
  const size = (d: Dim) => outputSize(d, dimAt(w, 2), geometry);
  const dims = [x.dims[0]!, w.dims[0]!, size(x.dims[2]!), size(x.dims[3]!)];
  const block = g.target.channelBlock;
  if (block !== undefined && dimAt(x, 1) % block === 0 && dimAt(w, 0) % block === 0) {
    return blocked(g, x, w, b, dims, geometry, block);
  }
  if (dimAt(w, 0) === 1 && geometry.stride === 1) return oneChannel(g, x, w, b, dims, geometry);
  return g.node('Conv', b ? [x, w, b] : [x, w], dims, filterAttributes(w, geometry));
}

/**
 * The same to one channel: as a transposed convolution by the turned filter, which takes the products of every tap first and
 * then moves them, in place of copies of all channels for each tap.
 */
function oneChannel(
  g: Graph,
  x: Value,
  w: Value,
  b: Value | undefined,
  dims: readonly Dim[],
  { padding }: FilterGeometry,
): Value {
  const filter = turned(g, transpose(g, w, [1, 0, 2, 3]));
  const attributes = filterAttributes(w, { stride: 1, padding: dimAt(w, 2) - 1 - padding });
  return g.node('ConvTranspose', b ? [x, filter, b] : [x, filter], dims, attributes);
}

/** The domain of the operators of onnxruntime's own layout, [N, C / block, H, W, block]. */
export const BLOCKED = 'com.microsoft.nchwc';

/** x [N,C,H,W] in that layout, under the same dimensions. */
export function toBlocks(g: Graph, x: Value): Value {
  return g.once(`${x.name} in blocks`, () => g.node('ReorderInput', [x], x.dims, {}, BLOCKED));
}

/** x [N,C,H,W] out of it. */
export function fromBlocks(g: Graph, x: Value): Value {
  return g.node('ReorderOutput', [x], x.dims, { channels: { int: dimAt(x, 1) } }, BLOCKED);
}

/**
 * The same through that layout, which onnxruntime uses by itself only for constant filters, and which takes half the time. An
 * internal of its CPU provider: `channelBlock` is set where a trial of it has come out right.
 */
function blocked(
  g: Graph,
  x: Value,
  w: Value,
  b: Value | undefined,
  dims: readonly Dim[],
  geometry: FilterGeometry,
  block: number,
): Value {
  const [k, c, size] = [dimAt(w, 0), dimAt(w, 1), dimAt(w, 2)];
  const tiles = reshape(g, w, [k / block, block, c / block, block, size, size]);
  const filter = reshape(g, transpose(g, tiles, [0, 2, 4, 5, 3, 1]), w.dims);
  const inputs = [toBlocks(g, x), filter, ...(b ? [b] : [])];
  return fromBlocks(g, g.node('Conv', inputs, dims, filterAttributes(w, geometry), BLOCKED));
}

export function filterAttributes(w: Value, { stride, padding }: FilterGeometry): Attributes {
  const k = dimAt(w, 2);
  return {
    kernel_shape: { ints: [k, k] },
    strides: { ints: [stride, stride] },
    pads: { ints: [padding, padding, padding, padding] },
  };
}

/** w [K,C,k,k], each filter turned by half a turn. Carries no gradient. */
export function turned(g: Graph, w: Value): Value {
  const bounds = [
    [-1, -1],
    [-dimAt(w, 2) - 1, -dimAt(w, 3) - 1],
    [2, 3],
    [-1, -1],
  ];
  return g.node('Slice', [w, ...bounds.map((b) => g.integers(b))], w.dims);
}

function outputSize(d: Dim, k: number, { stride, padding }: FilterGeometry): number {
  if (d === 'N') throw new RangeError('a convolution wants concrete heights and widths');
  return Math.floor((d + 2 * padding - k) / stride) + 1;
}
