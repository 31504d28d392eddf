import { type Tensor, tensor } from '../../tensor/tensor.ts';
import type { Filter } from './filter.ts';
import { reflect } from './reflect.ts';

/** Pixels of the pictures that sigma is given for. */
const referenceSize = 64;

/**
 * Gaussian blur with reflected edges. `sigma` is in pixels of a 64 px picture and scales with the size, so that the same
 * recipe divides a picture's frequencies at the same place at any resolution. The kernel is `width` of those pixels wide, by
 * default 16 sigma and one (33 for sigma 2), as far as reflection allows.
 */
export function lowPass(sigma: number, width?: number): Filter {
  return (eps) => {
    const size = eps.dims[3]!;
    const scale = size / referenceSize;
    const radius = Math.ceil(width === undefined ? 8 * sigma * scale : ((width - 1) / 2) * scale);
    const kernel = gaussian(sigma * scale, Math.min(radius, size - 1));
    return blurAlong(blurAlong(eps, kernel, 1), kernel, size);
  };
}

/** Weights at offsets -r to r, adding to 1. */
function gaussian(sigma: number, radius: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Convolves along the axis whose neighbours are `stride` apart: 1 for rows, S for columns. */
function blurAlong({ dims, data }: Tensor, kernel: Float64Array, stride: number): Tensor {
  const size = dims[3]!;
  const radius = (kernel.length - 1) / 2;
  const blurred = new Float32Array(data.length);
  const line = new Float64Array(size + 2 * radius);
  for (let n = 0; n < data.length / size; n++) {
    const start = Math.floor(n / stride) * stride * size + (n % stride);
    for (let i = 0; i < line.length; i++) line[i] = data[start + reflect(i - radius, size) * stride]!;
    for (let at = 0; at < size; at++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k]! * line[at + k]!;
      blurred[start + at * stride] = sum;
    }
  }
  return tensor(dims, blurred);
}
