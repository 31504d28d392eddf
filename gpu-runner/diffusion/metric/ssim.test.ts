import { expect, it } from 'vitest';
import { tensor } from '../../tensor/tensor.ts';
import { psnrOf } from './psnr.ts';
import { ssim } from './ssim.ts';

/** Two pictures [1, channels, size, size] in [0, 1] that are alike. */
function pair(channels: number, size: number) {
  const pixel = (step: number, levels: number) => (i: number) => ((i * step) % levels) / (levels - 1);
  const [one, other] = [pixel(37, 256), pixel(11, 101)];
  const made = (of: (i: number) => number) =>
    tensor(
      [1, channels, size, size],
      Float32Array.from({ length: channels * size * size }, (_, i) => of(i)),
    );
  return [made(one), made((i) => 0.7 * Math.fround(one(i)) + 0.3 * other(i))] as const;
}

// scikit-image 0.26: structural_similarity(gaussian_weights, sigma 1.5, win_size 11, population covariance, range 1) of each
// channel, and peak_signal_noise_ratio.
it.each([
  [1, 28, 0.8348247600156447, 18.10278029381041],
  [3, 16, 0.8903805597611448, 18.13097192405088],
])('SSIM and PSNR are those of scikit-image: %i channels of %i px', (channels, size, similarity, decibels) => {
  const [a, b] = pair(channels, size);
  expect(ssim(a, b)).toBeCloseTo(similarity, 6);
  expect(ssim(b, a)).toBeCloseTo(similarity, 6);
  expect(psnrOf(a, b)).toBeCloseTo(decibels, 5);
});

it('a picture is wholly similar to itself', () => {
  const [a] = pair(1, 28);
  expect(ssim(a, a)).toBeCloseTo(1, 12);
  expect(psnrOf(a, a)).toBe(Number.POSITIVE_INFINITY);
});
