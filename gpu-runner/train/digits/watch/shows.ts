import type { Show } from '../../watch/show.ts';
import type { DigitConfig, DigitNetName } from '../config.ts';
import { trainSigma } from '../denoiser-batches.ts';
import type { Mnist } from '../mnist.ts';
import { trainSchedule } from '../schedule.ts';
import { sampleClass, sampleFlow, sampleTime } from './sampling.ts';
import { showDenoising } from './show-denoising.ts';
import { showSamples } from './show-samples.ts';

/** How the nets of digits show what they have learnt; the judge has no pictures. */
export function digitShow(config: DigitConfig, test: Mnist): Show | undefined {
  const longest = trainSchedule(config).num_train_timesteps;
  const shows: Readonly<Record<DigitNetName, Show | undefined>> = {
    'mnist-denoiser': showDenoising(test, trainSigma(config)),
    'mnist-time': showSamples(sampleTime(config), { named: false, longest }),
    'mnist-class': showSamples(sampleClass(config), { named: true, longest }),
    'mnist-flow': showSamples(sampleFlow, { named: true }),
    'mnist-judge': undefined,
  };
  return shows[config.net];
}
