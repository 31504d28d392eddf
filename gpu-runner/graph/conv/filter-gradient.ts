import { BLOCKED, fromBlocks, toBlocks } from '../blocks.ts';
import type { Attributes, Graph } from '../graph.ts';
import { reduce } from '../reduce.ts';
import { pad, reshape, slice, transpose } from '../shape.ts';
import { concrete, dimAt, type Value } from '../value.ts';
import { type FilterGeometry, turned } from './convolve.ts';
import { channelsLast, runsOfRows } from './relayout.ts';
import { isForWinogradGradient, winogradGradient } from './winograd-gradient.ts';

/**
 * The gradient of a convolution's filter, [K,C,k,k], from its input x [N,C,H,W] and the gradient of its output
 * dy [N,K,h,w]: dW[o,c,i,j] = sum over n, p, q of dy[n,o,p,q] x[n,c, stride p + i - padding, stride q + j - padding].
 */
export function filterGradient(g: Graph, x: Value, dy: Value, k: number, geometry: FilterGeometry): Value {
  const { stride, padding } = geometry;
  if (stride === 1 && padding === 1 && isForWinogradGradient(g, x, dy, k)) return winogradGradient(g, x, dy);
  if (stride > 1 || dimAt(dy, 1) >= dimAt(x, 1)) return correlation(g, x, dy, k, geometry);
  // Copies for the taps are made of the side with fewer channels: moving x by a tap is moving dy by its opposite.
  const opposite = correlation(g, dy, x, k, { stride, padding: k - 1 - padding });
  return turned(g, transpose(g, opposite, [1, 0, 2, 3]));
}

/**
 * The same sum as one convolution over the whole batch, whose channels are the pictures n and whose filter is all of dy. With
 * the channels c of x laid out innermost, [1,N,H,W C], a step of one pixel is a step of C columns: dilated by C, the filter
 * lands on a column (j, c) for every tap j and channel c. No copies for the taps go through memory, as they would if they were
 * made in the graph.
 */
function correlation(g: Graph, x: Value, dy: Value, k: number, { stride, padding }: FilterGeometry): Value {
  const [n, c, height, width] = concrete(x) as [number, number, number, number];
  const o = dimAt(dy, 1);
  // Places of dy that lie beyond the k taps, where the strides do not reach the edge.
  const [down, across] = [height, width].map((size) => (size + 2 * padding - k) % stride) as [number, number];
  const [rows, columns] = [k + Math.max(0, down - padding), k + Math.max(0, across - padding)];
  const [below, right] = [Math.max(0, padding - down), Math.max(0, padding - across)];
  // Columns of zeros are laid down here: there are C at either side, and onnxruntime takes those that it adds one by one.
  const padded = pad(g, channelsLast(g, x), [NONE, NONE, [padding, right], NONE]);
  const image = reshape(g, padded, [1, n, height, (padding + width + right) * c]);
  const taps = overPictures(g, image, dy, [rows, columns * c], {
    dilations: { ints: [stride, stride * c] },
    pads: { ints: [padding, 0, below, 0] },
  });
  const all = transpose(g, reshape(g, taps, [o, rows, columns, c]), [0, 3, 1, 2]);
  if (rows === k && columns === k) return all;
  return slice(g, all, [
    { axis: 2, start: 0, end: k },
    { axis: 3, start: 0, end: k },
  ]);
}

const NONE = [0, 0] as const;

/**
 * The convolution of `image` [1,N,H,W], whose channels are pictures, with dy [N,O,h,w] for its filter, to [1,O,...size]: where
 * it can be, in onnxruntime's own layout.
 */
function overPictures(
  g: Graph,
  image: Value,
  dy: Value,
  size: readonly [number, number],
  attributes: Attributes,
): Value {
  const [n, o, h, w] = concrete(dy) as [number, number, number, number];
  const kernel = { kernel_shape: { ints: [h, w] }, ...attributes };
  const block = g.target.channelBlock;
  if (block === undefined || n % block !== 0 || o % block !== 0) {
    return g.node('Conv', [image, transpose(g, dy, [1, 0, 2, 3])], [1, o, ...size], kernel);
  }
  // A block of pictures is a group, whose share comes out by itself: enough pieces of work for every thread.
  const groups = n / block;
  const pictures = reshape(g, toBlocks(g, dy), [groups, block, o * h * w]);
  const filter = reshape(g, runsOfRows(g, pictures, block), [groups * o, block, h, w]);
  const dims = [1, groups * o, ...size];
  const shares = g.node('Conv', [toBlocks(g, image), filter], dims, { ...kernel, group: { int: groups } }, BLOCKED);
  const apart = reshape(g, fromBlocks(g, shares), [groups, o * size[0] * size[1]]);
  return reduce(g, 'ReduceSum', apart, [0]);
}
