import { splitRows } from '../tensor/rows.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { reusedRoom } from '../tensor/workspace.ts';
import { quantile } from './quantile.ts';

/** Keeps predicted clean images [N, C, H, W] near the range of real pictures: changes what it is given, and returns it. */
export type Clip = (x0: Tensor) => Tensor;

/** The least and the greatest value of a pixel. */
type PixelRange = readonly [number, number];

/** No clipping: the course's way. */
export const clipNone: Clip = (x0) => x0;

/** Clamps every pixel to the range. */
export function clipToRange([low, high]: PixelRange): Clip {
  return (x0) => {
    const { data } = x0;
    for (let i = 0; i < data.length; i++) data[i] = Math.min(Math.max(data[i]!, low), high);
    return x0;
  };
}

/**
 * Dynamic thresholding (Saharia et al. 2022, arXiv:2205.11487, section 2.3): with pixels scaled to [-1, 1], each image is
 * clamped to [-s, s] and divided by s, where s is the quantile `ratio` of its |x0|, held between 1 and `max`.
 */
export function clipDynamically([low, high]: PixelRange, ratio: number, max: number): Clip {
  const centre = (low + high) / 2;
  const half = (high - low) / 2;
  const room = reusedRoom();
  const threshold = ({ dims, data: image }: Tensor) => {
    const { data: magnitudes } = room(dims);
    for (let i = 0; i < image.length; i++) {
      image[i] = (image[i]! - centre) / half;
      magnitudes[i] = Math.abs(image[i]!);
    }
    const s = Math.min(Math.max(quantile(magnitudes, ratio), 1), max);
    for (let i = 0; i < image.length; i++) image[i] = (Math.min(Math.max(image[i]!, -s), s) / s) * half + centre;
  };
  return (x0) => {
    for (const image of splitRows(x0, 1)) threshold(image);
    return x0;
  };
}
