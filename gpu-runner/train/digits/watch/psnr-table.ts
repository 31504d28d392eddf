import { z } from 'zod';
import { mixed } from '../../../diffusion/forward.ts';
import { psnr, squaredError } from '../../../diffusion/metric/psnr.ts';
import type { Session } from '../../../runtime/session.ts';
import { noiseAt } from '../../../tensor/noise.ts';
import { type Tensor, zeros } from '../../../tensor/tensor.ts';
import { copyPixels, type Mnist, PIXELS, SIDE } from '../mnist.ts';

/** The noise the denoiser is tried on; it is trained on one alone. */
export const SIGMAS = [0, 0.2, 0.4, 0.5, 0.6, 0.8, 1];

/** How near noisy and denoised pictures are to the clean ones, in dB of the mean squared error over all pixels. */
const PsnrRow = z.object({
  sigma: z.number(),
  /** Null without noise, where it is infinite. */
  noisy: z.number().nullable(),
  denoised: z.number(),
});
type PsnrRow = z.infer<typeof PsnrRow>;

export const PsnrTable = z.object({
  /** Test pictures measured. */
  pictures: z.int(),
  rows: z.array(PsnrRow),
});
export type PsnrTable = z.infer<typeof PsnrTable>;

/** Where a run's directory keeps its table. */
export const PSNR_FILE = 'psnr.json';

/** Pictures of one evaluation. */
const BATCH = 100;

/** Measures the denoiser on all of `test`; yields after each evaluation the part that is done. */
export async function* measurePsnr(session: Session, test: Mnist, seed: number): AsyncGenerator<number, PsnrTable> {
  const rows: PsnrRow[] = [];
  for (const [i, sigma] of SIGMAS.entries()) {
    const errors = { noisy: 0, denoised: 0 };
    for (let start = 0; start < test.count; start += BATCH) {
      const { clean, noisy } = noisyTests(test, start, Math.min(BATCH, test.count - start), sigma, seed);
      errors.noisy += squaredError(noisy, clean);
      errors.denoised += squaredError(await denoise(session, noisy), clean);
      yield (i + Math.min(1, (start + BATCH) / test.count)) / SIGMAS.length;
    }
    const ofMean = (sum: number) => psnr(sum / (test.count * PIXELS));
    rows.push({ sigma, noisy: sigma === 0 ? null : ofMean(errors.noisy), denoised: ofMean(errors.denoised) });
  }
  return { pictures: test.count, rows };
}

/** The table as people read it in a terminal. */
export function psnrText({ pictures, rows }: PsnrTable): string {
  const line = (...cells: string[]) => cells.map((cell) => cell.padStart(10)).join('');
  const body = rows.map(({ sigma, noisy, denoised }) => line(sigma.toFixed(1), decibels(noisy), decibels(denoised)));
  return [`PSNR in dB over ${pictures} test pictures`, line('sigma', 'noisy', 'denoised'), ...body].join('\n');
}

/** The section of a bundle's card that holds the table; `trained` is the sigma of its training. */
export function psnrSection({ pictures, rows }: PsnrTable, trained: number): string {
  const body = rows.map(({ sigma, noisy, denoised }) => `| ${sigma} | ${decibels(noisy)} | ${decibels(denoised)} |`);
  return `## Scores

    manifold train psnr DIR --pictures ${pictures}

PSNR in dB over ${pictures.toLocaleString('en')} test pictures; sigma is the noise added, and ${trained} the one trained on.
Pixels are taken as they are; the study \`denoise\` clamps them to the range first, as they are shown, and finds more.

${['| sigma | noisy | denoised |', '| ---: | ---: | ---: |', ...body].join('\n')}
`;
}

/** To two places; null is infinite. */
function decibels(value: number | null): string {
  return value === null ? 'infinite' : value.toFixed(2).replace(/^-(0\.00)$/, '$1');
}

/** One evaluation of the denoiser on `noisy` [N, 1, 28, 28]. */
export async function denoise(session: Session, noisy: Tensor): Promise<Tensor> {
  return (await session.run({ sample: noisy })).clean!;
}

/** Test pictures from `start` on, [count, 1, 28, 28], and the same under noise that is always the same for a picture. */
export function noisyTests(test: Mnist, start: number, count: number, sigma: number, seed: number) {
  const clean = zeros([count, 1, SIDE, SIDE]);
  for (let i = 0; i < count; i++) copyPixels(test, start + i, clean.data, i * PIXELS);
  const eps = noiseAt({ seed, stream: 'init', sample: start, timestep: 0 }, clean.dims);
  return { clean, noisy: mixed(clean, 1, eps, sigma) };
}
