import { concatRows } from '../../../tensor/rows.ts';
import { measuredJson, stamped } from '../../measured.ts';
import type { Look, Show } from '../../watch/show.ts';
import type { Mnist } from '../mnist.ts';
import { courseShows, pictureOf } from './epoch-pictures.ts';
import { denoise, measurePsnr, noisyTests, PSNR_FILE, psnrText, SIGMAS } from './psnr-table.ts';
import { sheetPng } from './sheet.ts';

/** Test pictures on the panels, and those tried on other noise. */
const PANELS = 10;
const TRIED = 3;
/** Test pictures measured at the end of a run. */
const MEASURED = 1000;

type Tried = Pick<Look, 'session' | 'seed'>;

/** Where the pictures under other noise go. */
export const OTHER_NOISE = 'out-of-distribution.png';

/**
 * Test pictures clean, noisy by `sigma` and denoised; after the last epoch also under other noise than the denoiser is trained on,
 * with the PSNR at each.
 */
export function showDenoising(test: Mnist, sigma: number): Show {
  return {
    isWanted: courseShows,
    files: (epoch, last) => (last ? [pictureOf(epoch), OTHER_NOISE, PSNR_FILE] : [pictureOf(epoch)]),
    async *draw(look, epoch, last) {
      const panels = { [pictureOf(epoch)]: await drawPanels(look, test, sigma) };
      if (!last) return { files: panels };
      const count = Math.min(MEASURED, test.count);
      const table = yield* measurePsnr(look.session, { ...test, count }, look.seed);
      const files = {
        ...panels,
        [OTHER_NOISE]: await drawOtherNoise(look, test),
        [PSNR_FILE]: measuredJson(look.step, table),
      };
      return { files, text: psnrText(table) };
    },
  };
}

/** Noisy, denoised and original test pictures, a row each. */
export async function drawPanels({ session, seed }: Tried, test: Mnist, sigma: number): Promise<Uint8Array> {
  const columns = Math.min(PANELS, test.count);
  const { clean, noisy } = noisyTests(test, 0, columns, sigma, seed);
  const pictures = concatRows([noisy, await denoise(session, noisy), clean]);
  return sheetPng({ pictures, columns, rows: [`noisy, σ = ${sigma}`, 'denoised', 'original'] });
}

/** A column for each sigma; two rows for each picture. It tells the step. */
export async function drawOtherNoise(
  { session, seed, step }: Tried & Pick<Look, 'step'>,
  test: Mnist,
): Promise<Uint8Array> {
  const rows = [];
  for (let i = 0; i < Math.min(TRIED, test.count); i++) {
    const noisy = concatRows(SIGMAS.map((sigma) => noisyTests(test, i, 1, sigma, seed).noisy));
    rows.push(noisy, await denoise(session, noisy));
  }
  const sheet = await sheetPng({
    pictures: concatRows(rows),
    columns: SIGMAS.length,
    heads: SIGMAS.map((sigma) => `σ = ${sigma.toFixed(1)}`),
    rows: rows.map((_, i) => (i % 2 === 0 ? 'noisy' : 'denoised')),
  });
  return stamped(sheet, step);
}
