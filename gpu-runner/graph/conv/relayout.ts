import { BLOCKED, isBlocked, toBlocks } from '../blocks.ts';
import type { Graph } from '../graph.ts';
import { reshape, transpose } from '../shape.ts';
import { concrete, type Dim, type Value } from '../value.ts';

/** x [N,C,H,W] as [N,H,W,C]. Carries no gradient. */
export function channelsLast(g: Graph, x: Value): Value {
  if (!isBlocked(g, x)) return transpose(g, x, [0, 2, 3, 1]);
  const [n, c, h, w] = x.dims as [Dim, number, Dim, Dim];
  return g.node('ReorderOutput', [toBlocks(g, x)], [n, h, w, c], { channels: { int: c }, ...LAST }, BLOCKED);
}

/** rows [N, R, M] of runs of a block, M a multiple of it, as runs of rows [N, M / block, R, block]. Carries no gradient. */
export function runsOfRows(g: Graph, rows: Value, block: number): Value {
  const [n, r, m] = concrete(rows) as [number, number, number];
  // To onnxruntime these are R pixels of M channels, to be put in blocks: it does that by several threads, transposes by one.
  const pixels = reshape(g, rows, [n, r, 1, m]);
  return reshape(g, g.node('ReorderInput', [pixels], [n, m, r, 1], LAST, BLOCKED), [n, m / block, r, block]);
}

const LAST = { channels_last: { int: 1 } };
