import { setImmediate } from 'node:timers/promises';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { PanelFigures } from '@manifold/shared/protocol/result';
import { psnrOf } from '../../diffusion/metric/psnr.ts';
import { ssim } from '../../diffusion/metric/ssim.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';

/** Least side of a picture that has an SSIM: its window's. */
const leastSide = 11;

/**
 * The figures of the pictures of a grid. Between two pictures other work has its turn: a study may have 64. Rejects with the
 * signal's reason.
 */
export async function figuresOfRows(
  rows: readonly (readonly { readonly label: string; readonly picture: Tensor }[])[],
  original: Tensor | undefined,
  manifest: Pick<Manifest, 'pixelRange' | 'size'>,
  signal: AbortSignal,
): Promise<PanelFigures[][]> {
  const figures: PanelFigures[][] = [];
  for (const row of rows) {
    const line: PanelFigures[] = [];
    for (const { label, picture } of row) {
      await setImmediate();
      signal.throwIfAborted();
      line.push(figuresOf(label, picture, original, manifest));
    }
    figures.push(line);
  }
  return figures;
}

/**
 * How near a picture [1, C, S, S] is to its original, as both are shown: clamped to the range. None where there is no original,
 * or it is the picture itself. The PSNR in a denoiser's card is of pixels that are not clamped, and therefore less. Rounded, so that
 * processors which compute otherwise in the last digit agree.
 */
function figuresOf(
  label: string,
  picture: Tensor,
  original: Tensor | undefined,
  { pixelRange, size }: Pick<Manifest, 'pixelRange' | 'size'>,
): PanelFigures {
  if (!original) return { label };
  const [a, b] = [shown(picture, pixelRange), shown(original, pixelRange)];
  const psnr = psnrOf(a, b);
  if (psnr === Number.POSITIVE_INFINITY) return { label };
  return { label, psnr: rounded(psnr, 2), ...(size >= leastSide && { ssim: rounded(ssim(a, b), 4) }) };
}

/** The first picture with its pixels from 0 to 1. */
export function shown({ dims: [, ...sides], data }: Tensor, [low, high]: Manifest['pixelRange']): Tensor {
  const pixels = sides.reduce((product, side) => product * side, 1);
  const clamped = data.subarray(0, pixels).map((value) => Math.min(Math.max((value - low) / (high - low), 0), 1));
  return tensor([1, ...sides], clamped);
}

function rounded(value: number, places: number): number {
  return Number(value.toFixed(places));
}
