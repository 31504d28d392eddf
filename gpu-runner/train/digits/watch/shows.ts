import type { Show } from '../../watch/show.ts';
import type { DigitConfig } from '../config.ts';
import type { Mnist } from '../mnist.ts';
import { sampleClass, sampleFlow, sampleTime } from './sampling.ts';
import { showDenoising } from './show-denoising.ts';
import { showSamples } from './show-samples.ts';

/** How the nets of digits show what they have learnt; the judge has no pictures. */
export function digitShow(config: DigitConfig, test: Mnist): Show | undefined {
  switch (config.net) {
    case 'mnist-denoiser':
      return showDenoising(test, config.sigma);
    case 'mnist-time':
      return showSamples(sampleTime(config), { named: false, longest: config.timesteps });
    case 'mnist-class':
      return showSamples(sampleClass(config), { named: true, longest: config.timesteps });
    case 'mnist-flow':
      return showSamples(sampleFlow, { named: true });
    case 'mnist-judge':
      return undefined;
  }
}
