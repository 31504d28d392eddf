import { trainingDefaults } from '@manifold/shared/recipe/training';
import { mixed } from '../../diffusion/forward.ts';
import type { Batches } from '../plan.ts';
import { labelledBatches } from './batches.ts';
import type { DigitConfig } from './config.ts';
import { drawNoise } from './draws.ts';
import type { Mnist } from './mnist.ts';

/** Standard deviation of the noise that the denoiser is trained to remove. */
export function trainSigma({ sigma = trainingDefaults['mnist-denoiser'].sigma }: Pick<DigitConfig, 'sigma'>): number {
  return sigma;
}

/** The feeds of the denoiser: `noisy` and `clean` [N, 1, 28, 28], the noise fresh in each batch. */
export function denoiserBatches(config: DigitConfig, data: Mnist): Batches {
  const labelled = labelledBatches(config, data);
  const sigma = trainSigma(config);
  return (index) => {
    const clean = labelled(index).image;
    return { noisy: mixed(clean, 1, drawNoise(config, index, clean), sigma), clean };
  };
}
