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
  return (x) => {
    const size = x.dims[3]!;
    const scale = size / referenceSize;
    const radius = Math.ceil(width === undefined ? 8 * sigma * scale : ((width - 1) / 2) * scale);
    const kernel = gaussian(sigma * scale, Math.min(radius, size - 1));
    return blurAlong(blurAlong(x, kernel, 1), kernel, size);
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
  const line = new Float64Array(size + 2 * radius + together - 1);
  const sums = new Float64Array(size + together - 1);
  for (let n = 0; n < data.length / size; n++) {
    const start = Math.floor(n / stride) * stride * size + (n % stride);
    for (let i = 0; i < size + 2 * radius; i++) line[i] = data[start + reflect(i - radius, size) * stride]!;
    convolve(line, kernel, size, sums);
    for (let at = 0; at < size; at++) blurred[start + at * stride] = sums[at]!;
  }
  return tensor(dims, blurred);
}

/** So many neighbours are summed in one go: line and sums have room for as many past the last. */
const together = 4;

/**
 * The first `size` sums of the line under the kernel. Neighbours share what they read, which at 256 px is most of the time. Each
 * sum adds in the same order as it would alone.
 */
function convolve(line: Float64Array, kernel: Float64Array, size: number, sums: Float64Array): void {
  for (let at = 0; at < size; at += together) {
    let [a, b, c, d] = [0, 0, 0, 0];
    let [first, second, third] = [line[at]!, line[at + 1]!, line[at + 2]!];
    for (let k = 0; k < kernel.length; k++) {
      const weight = kernel[k]!;
      const fourth = line[at + k + 3]!;
      a += weight * first;
      b += weight * second;
      c += weight * third;
      d += weight * fourth;
      first = second;
      second = third;
      third = fourth;
    }
    sums[at] = a;
    sums[at + 1] = b;
    sums[at + 2] = c;
    sums[at + 3] = d;
  }
}
