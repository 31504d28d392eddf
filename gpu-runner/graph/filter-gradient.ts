import type { FilterGeometry } from './convolve.ts';
import { turned } from './convolve.ts';
import type { Graph } from './graph.ts';
import { reshape, slice, transpose } from './shape.ts';
import { concrete, dimAt, type Value } from './value.ts';

/**
 * The gradient of a convolution's filter, [K,C,k,k], from its input x [N,C,H,W] and the gradient of its output
 * dy [N,K,h,w]: dW[o,c,i,j] = sum over n, p, q of dy[n,o,p,q] x[n,c, stride p + i - padding, stride q + j - padding].
 */
export function filterGradient(g: Graph, x: Value, dy: Value, k: number, geometry: FilterGeometry): Value {
  const { stride, padding } = geometry;
  if (stride > 1 || dimAt(dy, 1) >= dimAt(x, 1)) return correlation(g, x, dy, k, geometry);
  // Copies for the taps are made of the side with fewer channels: moving x by a tap is moving dy by its opposite.
  const opposite = correlation(g, dy, x, k, { stride, padding: k - 1 - padding });
  return turned(g, transpose(g, opposite, [1, 0, 2, 3]));
}

/**
 * The same sum as one convolution over the whole batch, whose channels are the pictures n and whose filter is all of dy. With
 * the channels c of x laid out innermost, [1,N,H,W C], a step of one pixel is a step of C columns: dilated by C, the filter
 * lands on a column (j, c) for every tap j and channel c. Thus onnxruntime makes the copies for the taps, a few columns at a
 * time, in cache, where copies made in the graph go through memory.
 */
function correlation(g: Graph, x: Value, dy: Value, k: number, { stride, padding }: FilterGeometry): Value {
  const [n, c, height, width] = concrete(x) as [number, number, number, number];
  const [, o, h, w] = concrete(dy) as [number, number, number, number];
  const image = reshape(g, transpose(g, x, [0, 2, 3, 1]), [1, n, height, width * c]);
  // Places of dy that lie beyond the k taps, where the strides do not reach the edge.
  const [down, across] = [height, width].map((size) => (size + 2 * padding - k) % stride) as [number, number];
  const [rows, columns] = [k + Math.max(0, down - padding), k + Math.max(0, across - padding)];
  const after = [Math.max(0, padding - down), Math.max(0, padding - across) * c];
  const taps = g.node('Conv', [image, transpose(g, dy, [1, 0, 2, 3])], [1, o, rows, columns * c], {
    kernel_shape: { ints: [h, w] },
    dilations: { ints: [stride, stride * c] },
    pads: { ints: [padding, padding * c, ...after] },
  });
  const all = transpose(g, reshape(g, taps, [o, rows, columns, c]), [0, 3, 1, 2]);
  if (rows === k && columns === k) return all;
  return slice(g, all, [
    { axis: 2, start: 0, end: k },
    { axis: 3, start: 0, end: k },
  ]);
}
