import { fromBlocks, toBlocks } from '../blocks.ts';
import type { Attributes, Graph } from '../graph.ts';
import { transpose } from '../shape.ts';
import { concrete, type Dim, dimAt, type Value } from '../value.ts';
import { convolveBlocks, takesBlocks } from './blocked-conv.ts';
import { isForWinograd, winograd } from './winograd.ts';

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
    if (geometry.stride === 1 && geometry.padding === 1 && isForWinograd(x, concrete(w)))
      return fromBlocks(g, winograd(g, toBlocks(g, x), w, b));
    return fromBlocks(g, convolveBlocks(g, x, w, b, dims, filterAttributes(w, geometry)));
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
