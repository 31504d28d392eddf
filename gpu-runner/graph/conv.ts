import { convolve, type FilterGeometry, filterAttributes, turned } from './convolve.ts';
import { filterGradient } from './filter-gradient.ts';
import type { Graph } from './graph.ts';
import { reduce } from './reduce.ts';
import { reshape, transpose } from './shape.ts';
import { describe, dimAt, type Value } from './value.ts';

/**
 * Convolution of x [N,C,H,W] with w [K,C,k,k] and b [K], zero padding on every side. Writing * for convolution
 * (Dumoulin and Visin, "A guide to convolution arithmetic", section 4): dX = dY * w flipped and with its channels
 * exchanged, dW is the correlation of x with dY, and db sums dY over the pixels.
 */
export function conv2d(g: Graph, x: Value, w: Value, b: Value, geometry: FilterGeometry): Value {
  if (x.dims[1] !== w.dims[1]) throw new RangeError(`${describe(x)} has not the channels of the filter ${describe(w)}`);
  const y = convolve(g, x, w, b, geometry);
  return g.differentiable(y, [x, w, b], (dy) => [
    inputGradient(g, x, w, dy, geometry),
    filterGradient(g, x, dy, dimAt(w, 2), geometry),
    reshape(g, reduce(g, 'ReduceSum', dy, [0, 2, 3]), b.dims),
  ]);
}

/**
 * Transposed convolution of x [N,C,H,W] with w [C,K,k,k] and b [K]: the gradient of a convolution with respect to its
 * input, so that its own dX is that convolution of dY, and dW the correlation of dY with x.
 */
export function convTranspose2d(g: Graph, x: Value, w: Value, b: Value, geometry: FilterGeometry): Value {
  if (x.dims[1] !== w.dims[0]) throw new RangeError(`${describe(x)} has not the channels of the filter ${describe(w)}`);
  const k = dimAt(w, 2);
  const size = (axis: number) => (dimAt(x, axis) - 1) * geometry.stride - 2 * geometry.padding + k;
  const y = g.node(
    'ConvTranspose',
    [x, w, b],
    [x.dims[0]!, w.dims[1]!, size(2), size(3)],
    filterAttributes(w, geometry),
  );
  return g.differentiable(y, [x, w, b], (dy) => [
    convolve(g, dy, w, undefined, geometry),
    filterGradient(g, dy, x, k, geometry),
    reshape(g, reduce(g, 'ReduceSum', dy, [0, 2, 3]), b.dims),
  ]);
}

function inputGradient(g: Graph, x: Value, w: Value, dy: Value, geometry: FilterGeometry): Value {
  const k = dimAt(w, 2);
  if (geometry.stride === 1) {
    return convolve(g, dy, turned(g, transpose(g, w, [1, 0, 2, 3])), undefined, {
      stride: 1,
      padding: k - 1 - geometry.padding,
    });
  }
  // Rows that the strides never reached get no gradient: output_padding restores them.
  const rest = [2, 3].map((axis) => (dimAt(x, axis) + 2 * geometry.padding - k) % geometry.stride);
  return g.node('ConvTranspose', [dy, w], x.dims, { ...filterAttributes(w, geometry), output_padding: { ints: rest } });
}
