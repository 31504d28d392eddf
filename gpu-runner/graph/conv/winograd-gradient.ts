import { BLOCKED, fillsBlocks, fromBlocks, toBlocks } from '../blocks.ts';
import type { Graph } from '../graph.ts';
import { scanned } from '../pieces.ts';
import { reduce } from '../reduce.ts';
import { concat, reshape, transpose } from '../shape.ts';
import { concrete, dimAt, type Value } from '../value.ts';
import { channelsLast, runsOfRows } from './relayout.ts';
import { DATA, FILTER, isForWinograd, ROWS, type RowWeights, weighedRows } from './winograd.ts';

/**
 * The rows of A, by which four rows of the gradient of a result enter the six products: y = A^T [(G w) (B^T x)] is linear in w, so
 * that dW = G^T [(A dY) (B^T x)], summed over all places, with half of the products as well.
 */
const RESULT: readonly RowWeights[] = [
  [1],
  [1, 1, 1, 1],
  [1, -1, 1, -1],
  [1, 2, 4, 8],
  [1, -2, 4, -8],
  [0, 0, 0, 1],
].map((weights) => ({ first: 0, stride: 1, weights }));

/** Whether the gradient of a filter of k x k, stride 1 and padding 1, may be taken by `winogradGradient`, and takes less time so. */
export function isForWinogradGradient(g: Graph, x: Value, dy: Value, k: number): boolean {
  const [n, c] = concrete(x) as [number, number];
  const o = dimAt(dy, 1);
  return [n, c, o].every((size) => fillsBlocks(g, size)) && isForWinograd(x, [o, c, k, k]);
}

/** The gradient of a filter [K,C,3,3], stride 1 and padding 1, from x [N,C,H,W] and dy [N,K,H,W]. */
export function winogradGradient(g: Graph, x: Value, dy: Value): Value {
  const [o, c] = [dimAt(dy, 1), dimAt(x, 1)];
  // As in `filterGradient`, the side with fewer channels is the picture that the other one moves over.
  if (o >= c) return transpose(g, combined(g, alongRows(g, x, DATA, dy, RESULT), o, c), [1, 3, 0, 2]);
  const opposite = combined(g, alongRows(g, dy, RESULT, x, DATA), c, o);
  return transpose(g, reversed(g, opposite), [3, 1, 0, 2]);
}

/**
 * The six products of each column of the filter, [6,O,3,C], by rows of `image` [N,C,H,W] and of `filter` [N,O,H,W]. As in
 * `filterGradient` the channels of a convolution are a block of pictures, and its columns are pixels and channels together.
 */
function alongRows(
  g: Graph,
  image: Value,
  imageRows: readonly RowWeights[],
  filter: Value,
  filterRows: readonly RowWeights[],
): Value {
  const [n, c, h, width] = concrete(image) as [number, number, number, number];
  const o = dimAt(filter, 1);
  const block = g.target.channelBlock!;
  const [groups, columns] = [n / block, width * c];
  const rows = toBlocks(g, reshape(g, channelsLast(g, image), [1, n, h, columns]));
  const places = reshape(g, rows, [groups, 1, block, h, columns]);
  const pictures = reshape(g, toBlocks(g, filter), [groups, block, o * h * width]);
  const kernels = reshape(g, runsOfRows(g, pictures, block), [groups, 1, o, h, width * block]);
  const shares = scanned(g, [places, kernels], (body, [some, few]) => {
    const seen = concat(
      body,
      // A pixel of zeros at either side.
      imageRows.map((weights) => weighedRows(body, some!, weights, c)),
      1,
    );
    const by = filterRows.map((weights) =>
      reshape(body, weighedRows(body, few!, weights), [o, block, h / ROWS, width]),
    );
    return products(body, seen, concat(body, by, 0), [6 * o, 3 * c]);
  });
  const total = reshape(g, reduce(g, 'ReduceSum', shares, [0]), [1, 6 * o, 1, 3 * c]);
  return reshape(g, fromBlocks(g, total), [6, o, 3, c]);
}

/** Six convolutions side by side, of which each sees a sixth of the channels, to [1,O,1,columns]. */
function products(g: Graph, image: Value, filter: Value, [o, columns]: readonly [number, number]): Value {
  const [, , h, width] = concrete(filter) as [number, number, number, number];
  const attributes = {
    kernel_shape: { ints: [h, width] },
    dilations: { ints: [1, columns / 3] },
    group: { int: 6 },
  };
  return g.node('Conv', [image, filter], [1, o, 1, columns], attributes, BLOCKED);
}

/** G^T: [6,O,3,C] to the rows of the filter, [3,O,3,C]. */
function combined(g: Graph, six: Value, o: number, c: number): Value {
  const matrix = g.constant({
    dims: [3, 6],
    data: Float32Array.from([0, 1, 2].flatMap((i) => FILTER.map((row) => row[i]!))),
  });
  const rows = g.node('MatMul', [matrix, reshape(g, six, [6, o * 3 * c])], [3, o * 3 * c]);
  return reshape(g, rows, [3, o, 3, c]);
}

/** With the columns from the last to the first: moving a picture by a tap is moving the other by its opposite. */
function reversed(g: Graph, x: Value): Value {
  return g.node('Slice', [x, ...[[-1], [-4], [2], [-1]].map((bound) => g.integers(bound))], x.dims);
}
