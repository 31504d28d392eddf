import { concatRows, rowsOf } from '../tensor/rows.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { quantile } from './quantile.ts';

/** Keeps predicted clean images [N, C, H, W] near the range of real pictures. */
export type Clip = (x0: Tensor) => Tensor;

/** The least and the greatest value of a pixel. */
type PixelRange = readonly [number, number];

/** No clipping: the course's way. */
export const clipNone: Clip = (x0) => x0;

/** Clamps every pixel to the range. */
export function clipToRange([low, high]: PixelRange): Clip {
  return ({ dims, data }) =>
    tensor(
      dims,
      data.map((value) => Math.min(Math.max(value, low), high)),
    );
}

/**
 * Dynamic thresholding (Saharia et al. 2022, arXiv:2205.11487, section 2.3): with pixels scaled to [-1, 1], each image is
 * clamped to [-s, s] and divided by s, where s is the quantile `ratio` of its |x0|, held between 1 and `max`.
 */
export function clipDynamically([low, high]: PixelRange, ratio: number, max: number): Clip {
  const centre = (low + high) / 2;
  const half = (high - low) / 2;
  const threshold = ({ dims, data }: Tensor): Tensor => {
    const scaled = new Float32Array(data.length);
    const magnitudes = new Float32Array(data.length);
    for (let i = 0; i < data.length; i++) {
      scaled[i] = (data[i]! - centre) / half;
      magnitudes[i] = Math.abs(scaled[i]!);
    }
    const s = Math.min(Math.max(quantile(magnitudes, ratio), 1), max);
    for (let i = 0; i < data.length; i++) scaled[i] = (Math.min(Math.max(scaled[i]!, -s), s) / s) * half + centre;
    return tensor(dims, scaled);
  };
  return (x0) => concatRows(Array.from({ length: x0.dims[0]! }, (_, i) => threshold(rowsOf(x0, i, i + 1))));
}
