import { mixed } from '../../diffusion/forward.ts';
import type { Batches } from '../plan.ts';
import { labelledBatches } from './batches.ts';
import type { DigitConfigOf } from './config.ts';
import { drawNoise } from './draws.ts';
import type { Mnist } from './mnist.ts';

/** The feeds of the denoiser: `noisy` and `clean` [N, 1, 28, 28], the noise fresh in each batch. */
export function denoiserBatches(config: DigitConfigOf<'mnist-denoiser'>, data: Mnist): Batches {
  const labelled = labelledBatches(config, data);
  return (index) => {
    const clean = labelled(index).image;
    return { noisy: mixed(clean, 1, drawNoise(config, index, clean), config.sigma), clean };
  };
}
