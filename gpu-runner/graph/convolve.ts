import { BLOCKED, fromBlocks, toBlocks } from './blocks.ts';
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
  if (takesBlocks(g, dimAt(w, 1), dimAt(w, 0))) {
    return fromBlocks(g, convolveBlocks(g, x, w, b, dims, filterAttributes(w, geometry)));
  }
  if (dimAt(w, 0) === 1 && geometry.stride === 1) return oneChannel(g, x, w, b, dims, geometry);
  return g.node('Conv', b ? [x, w, b] : [x, w], dims, filterAttributes(w, geometry));
}

/** Whether a convolution from c channels to k may be taken in blocks. */
export function takesBlocks(g: Graph, c: number, k: number): boolean {
  const block = g.target.channelBlock;
  return block !== undefined && k % block === 0 && (c % block === 0 || c < block);
}

/** A convolution to a value in blocks, of given dimensions, for what `takesBlocks`. */
export function convolveBlocks(
  g: Graph,
  x: Value,
  w: Value,
  b: Value | undefined,
  dims: readonly Dim[],
  attributes: Attributes,
): Value {
  const block = g.target.channelBlock!;
  // Pictures of fewer channels than a block are read as they are.
  const picture = dimAt(w, 1) < block ? x : toBlocks(g, x);
  return g.node('Conv', [picture, blockedFilter(g, w, block), ...(b ? [b] : [])], dims, attributes, BLOCKED);
}

/** w [K,C,k,k] as [K / block, C / block, k, k, block of C, block of K], or with fewer channels [K / block, C, k, k, block]. */
function blockedFilter(g: Graph, w: Value, block: number): Value {
  const [k, c, height, width] = [dimAt(w, 0), dimAt(w, 1), dimAt(w, 2), dimAt(w, 3)];
  const within = Math.min(c, block);
  const tiles = reshape(g, w, [k / block, block, c / within, within, height, width]);
  return reshape(g, transpose(g, tiles, c < block ? [0, 2, 3, 4, 5, 1] : [0, 2, 4, 5, 3, 1]), w.dims);
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
