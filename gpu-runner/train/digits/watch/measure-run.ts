import { join } from 'node:path';
import { CheckpointError, type RunAtRest } from '../../checkpoint.ts';
import { stamped, writeMeasured } from '../../measured.ts';
import { writeOutput } from '../../output.ts';
import { trainedWeights } from '../../state.ts';
import type { MeasureOptions } from '../../watch/measuring.ts';
import { openNet, runningOf } from '../../watch/open-net.ts';
import { loadMnist } from '../mnist.ts';
import { measurePsnr, PSNR_FILE, type PsnrTable } from './psnr-table.ts';
import { drawOtherNoise, drawPanels, OTHER_NOISE } from './show-denoising.ts';

/** Where the panels of the pictures measured go. */
export const PANELS = 'panels.png';

/**
 * Measures the denoiser that a run has come to, and keeps the table beside it with panels. Throws a
 * CheckpointError where it is no run of a denoiser, and the signal's reason when it aborts.
 */
export async function measureRun({ directory, checkpoint }: RunAtRest, options: MeasureOptions): Promise<PsnrTable> {
  const { config } = checkpoint;
  if (config.net !== 'mnist-denoiser') throw new CheckpointError(`${directory} is a run of ${config.net}, no denoiser`);
  const test = loadMnist('test', options.pictures, options.dataDirectory);
  const session = await openNet({ config, phase: 0, weights: trainedWeights(checkpoint), ...runningOf(options) });
  try {
    const table = await finish(measurePsnr(session, test, config.seed), options);
    const { step } = checkpoint;
    await writeMeasured(join(directory, PSNR_FILE), step, table);
    const tried = { session, seed: config.seed, step };
    await writeOutput(join(directory, PANELS), stamped(await drawPanels(tried, test, config.sigma), step));
    await writeOutput(join(directory, OTHER_NOISE), await drawOtherNoise(tried, test));
    return table;
  } finally {
    await session.release();
  }
}

async function finish(measuring: AsyncGenerator<number, PsnrTable>, { signal, onProgress }: MeasureOptions) {
  let next = await measuring.next();
  for (; !next.done; next = await measuring.next()) {
    signal.throwIfAborted();
    onProgress(next.value);
  }
  return next.value;
}
