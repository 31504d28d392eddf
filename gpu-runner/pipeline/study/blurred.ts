import { setImmediate } from 'node:timers/promises';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Blur } from '@manifold/shared/recipe/recipe';
import { lowPass } from '../../diffusion/filter/low-pass.ts';
import { psnrOf } from '../../diffusion/metric/psnr.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { shown } from './figures.ts';

/** A picture that was blurred, and by which sigma. */
interface Blurred {
  readonly sigma: number;
  readonly best: Tensor;
}

/**
 * The blur of a picture [1, C, S, S] that comes nearest to its original, by the PSNR of what is shown, and its sigma; the first of
 * equal ones. Between two sigmas other work has its turn: a study may have two thousand. Rejects with the signal's reason.
 */
export async function blurred(
  { sigma, kernel }: Blur,
  picture: Tensor,
  original: Tensor,
  range: Manifest['pixelRange'],
  signal: AbortSignal,
): Promise<Blurred> {
  const clean = shown(original, range);
  const tried: (Blurred & { psnr: number })[] = [];
  for (const width of sigma) {
    await setImmediate();
    signal.throwIfAborted();
    const best = lowPass(width, kernel)(picture);
    tried.push({ sigma: width, best, psnr: psnrOf(shown(best, range), clean) });
  }
  return tried.reduce((nearest, next) => (next.psnr > nearest.psnr ? next : nearest));
}
