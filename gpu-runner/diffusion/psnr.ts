/** Peak signal-to-noise ratio, in dB, of pixels of which the range is 1 and the mean squared error is `error`. */
export function psnr(error: number): number {
  return -10 * Math.log10(error);
}
