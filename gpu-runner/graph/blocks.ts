import type { Graph } from './graph.ts';
import { dimAt, type Value } from './value.ts';

/**
 * onnxruntime's own layout of pictures on a CPU, [N, C / block, H, W, block] under the dimensions [N,C,H,W], in which its
 * convolutions take half the time. onnxruntime goes into it by itself only where filters are constant, so that a training has
 * to say it. Pictures made in blocks stay in them from operator to operator: `fromBlocks` costs nothing unless its result is
 * read, since what no output needs is not written into the model. Used where `Target.channelBlock` is set.
 */
export const BLOCKED = 'com.microsoft.nchwc';

/** x [N,C,H,W] in blocks; what was taken out of them is what it was before. Carries no gradient. */
export function toBlocks(g: Graph, x: Value): Value {
  return g.once(inBlocks(x), () => g.node('ReorderInput', [x], x.dims, {}, BLOCKED));
}

/** Pictures [N,C,H,W] out of blocks. Carries no gradient. */
export function fromBlocks(g: Graph, blocks: Value): Value {
  const x = g.node('ReorderOutput', [blocks], blocks.dims, { channels: { int: dimAt(blocks, 1) } }, BLOCKED);
  g.once(inBlocks(x), () => blocks);
  return x;
}

/** Whether x is to be had in blocks without a copy. */
export function isBlocked(g: Graph, x: Value): boolean {
  return g.has(inBlocks(x));
}

/** Whether c channels are blocks without a rest. */
export function fillsBlocks(g: Graph, c: number): boolean {
  return g.target.channelBlock !== undefined && c % g.target.channelBlock === 0;
}

/**
 * A function of values that, where it is `free`, does not ask where in a picture an element lies, such as a sum of two: it is
 * computed in blocks where one of them is in blocks already.
 */
export function layoutFree(g: Graph, free: boolean, xs: readonly Value[], f: (xs: readonly Value[]) => Value): Value {
  if (!free || !xs.some((x) => isBlocked(g, x))) return f(xs);
  return fromBlocks(g, f(xs.map((x) => toBlocks(g, x))));
}

function inBlocks(x: Value): string {
  return `${x.name} in blocks`;
}
