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
  const blurred = data.map((_, i) => {
    const [y, x] = [Math.floor(i / size) % size, i % size];
    const plane = i - y * size - x;
    let sum = 0;
    for (let k = -radius; k <= radius; k++) {
      sum += kernel[k + radius]! * data[plane + reflect(y + k, size) * size + reflect(x + k, size)]!;
    }
    return sum;
  });
  return tensor(dims, blurred);
};

/** Weights at offsets -r to r: how much of a stretch of `length` about 0 lies within half a pixel of each. */
function diagonalKernel(length: number): Float64Array {
  const radius = Math.ceil((length - 1) / 2);
  const covered = (offset: number) =>
    Math.max(0, Math.min(offset + 0.5, length / 2) - Math.max(offset - 0.5, -length / 2));
  return Float64Array.from({ length: 2 * radius + 1 }, (_, i) => covered(i - radius) / length);
}
