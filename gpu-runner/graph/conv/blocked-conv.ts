import { BLOCKED, toBlocks } from '../blocks.ts';
import type { Attributes, Graph } from '../graph.ts';
import { reshape, transpose } from '../shape.ts';
import { type Dim, dimAt, type Value } from '../value.ts';

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
export function blockedFilter(g: Graph, w: Value, block: number): Value {
  const [k, c, height, width] = [dimAt(w, 0), dimAt(w, 1), dimAt(w, 2), dimAt(w, 3)];
  const within = Math.min(c, block);
  const tiles = reshape(g, w, [k / block, block, c / within, within, height, width]);
  return reshape(g, transpose(g, tiles, c < block ? [0, 2, 3, 4, 5, 1] : [0, 2, 4, 5, 3, 1]), w.dims);
}
