import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Blur } from '@manifold/shared/recipe/recipe';
import { lowPass } from '../../diffusion/filter/low-pass.ts';
import { psnrOf } from '../../diffusion/psnr.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { shown } from './figures.ts';

/**
 * The blur of a picture [1, C, S, S] that comes nearest to its original, by the PSNR of what is shown, and its sigma; the first of
 * equal ones.
 */
export function blurred(
  { sigma, kernel }: Blur,
  picture: Tensor,
  original: Tensor,
  range: Manifest['pixelRange'],
): { sigma: number; best: Tensor } {
  const clean = shown(original, range);
  const tried = sigma.map((width) => {
    const best = lowPass(width, kernel)(picture);
    return { sigma: width, best, psnr: psnrOf(shown(best, range), clean) };
  });
  return tried.reduce((nearest, next) => (next.psnr > nearest.psnr ? next : nearest));
}
