import type { Tensor } from '../../tensor/tensor.ts';

/** Peak signal-to-noise ratio, in dB, of pixels of which the range is 1 and the mean squared error is `error`. */
export function psnr(error: number): number {
  return -10 * Math.log10(error);
}

/** The peak signal-to-noise ratio of a picture against its original, both of a range of 1; infinite where they are equal. */
export function psnrOf(picture: Tensor, original: Tensor): number {
  return psnr(squaredError(picture, original) / picture.data.length);
}

/** The sum over all pixels. */
export function squaredError(picture: Tensor, original: Tensor): number {
  return picture.data.reduce((sum, value, i) => sum + (value - original.data[i]!) ** 2, 0);
}
