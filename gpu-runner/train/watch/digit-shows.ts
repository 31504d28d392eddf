import type { Mnist } from '../dataset.ts';
import type { NetName } from '../run.ts';
import { sampleClass, sampleFlow, sampleTime } from './sampling.ts';
import type { Show } from './show.ts';
import { showDenoising } from './show-denoising.ts';
import { showSamples } from './show-samples.ts';

/** How the nets of digits show what they have learnt; the judge has no pictures. */
export function digitShow(net: NetName, test: Mnist): Show | undefined {
  const shows: Readonly<Record<NetName, Show | undefined>> = {
    'mnist-denoiser': showDenoising(test),
    'mnist-time': showSamples(sampleTime, { named: false }),
    'mnist-class': showSamples(sampleClass, { named: true }),
    'mnist-flow': showSamples(sampleFlow, { named: true }),
    'mnist-judge': undefined,
  };
  return shows[net];
}
