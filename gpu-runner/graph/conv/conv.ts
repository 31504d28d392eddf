import { channelSum } from '../channels.ts';
import type { Graph } from '../graph.ts';
import { transpose } from '../shape.ts';
import { describe, dimAt, type Value } from '../value.ts';
import { convolve, type FilterGeometry, turned } from './convolve.ts';
import { convolveTransposed } from './convolve-transposed.ts';
import { filterGradient } from './filter-gradient.ts';

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
    channelSum(g, dy),
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
  const y = convolveTransposed(g, x, w, b, geometry, [size(2), size(3)]);
  return g.differentiable(y, [x, w, b], (dy) => [
    convolve(g, dy, w, undefined, geometry),
    filterGradient(g, dy, x, k, geometry),
    channelSum(g, dy),
  ]);
}

function inputGradient(g: Graph, x: Value, w: Value, dy: Value, geometry: FilterGeometry): Value {
  if (geometry.stride > 1) return convolveTransposed(g, dy, w, undefined, geometry, [dimAt(x, 2), dimAt(x, 3)]);
  return convolve(g, dy, turned(g, transpose(g, w, [1, 0, 2, 3])), undefined, {
    stride: 1,
    padding: dimAt(w, 2) - 1 - geometry.padding,
  });
}
