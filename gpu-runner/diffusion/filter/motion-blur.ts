import { tensor } from '../../tensor/tensor.ts';
import type { Filter } from './filter.ts';
import { reflect } from './reflect.ts';

/** Diagonal pixels of a 64 px picture that the blur reaches over. */
const reach = 7;
const referenceSize = 64;

/**
 * The picture blurred along its diagonal, from the top left to the bottom right, with reflected edges: the mean of 7 pixels
 * at 64 px (Geng et al. 2024, arXiv:2404.11615, section 4.4), and of as long a stretch at any size.
 */
export const motionBlur: Filter = ({ dims, data }) => {
  const size = dims[3]!;
  const kernel = diagonalKernel((reach * size) / referenceSize);
  const radius = (kernel.length - 1) / 2;
  const blurred = new Float32Array(data.length);
  const sums = new Float64Array(size);
  for (let start = 0; start < data.length; start += size) {
    const y = (start / size) % size;
    const plane = start - y * size;
    sums.fill(0);
    for (let k = -radius; k <= radius; k++) {
      addShifted(sums, kernel[k + radius]!, data.subarray(plane + reflect(y + k, size) * size), k);
    }
    blurred.set(sums, start);
  }
  return tensor(dims, blurred);
};

/** Adds `weight` times the pixels `shift` to the right of each in a row, which begins `row`; its edges are reflected. */
function addShifted(sums: Float64Array, weight: number, row: Float32Array, shift: number): void {
  const size = sums.length;
  const [first, end] = [Math.max(0, -shift), Math.min(size, size - shift)];
  for (let x = 0; x < first; x++) sums[x]! += weight * row[reflect(x + shift, size)]!;
  for (let x = first; x < end; x++) sums[x]! += weight * row[x + shift]!;
  for (let x = end; x < size; x++) sums[x]! += weight * row[reflect(x + shift, size)]!;
}

/** Weights at offsets -r to r: how much of a stretch of `length` about 0 lies within half a pixel of each. */
function diagonalKernel(length: number): Float64Array {
  const radius = Math.ceil((length - 1) / 2);
  const covered = (offset: number) =>
    Math.max(0, Math.min(offset + 0.5, length / 2) - Math.max(offset - 0.5, -length / 2));
  return Float64Array.from({ length: 2 * radius + 1 }, (_, i) => covered(i - radius) / length);
}
