import { digitClassifier } from '../nets/mnist/classifier.ts';
import { mnistClassEps } from '../nets/mnist/unet.ts';
import type { TrainableNet } from '../nets/net.ts';
import type { RunConfig } from './run.ts';

export function netOf(config: RunConfig): TrainableNet {
  switch (config.net) {
    case 'mnist-class':
      return mnistClassEps({ hidden: config.hidden });
    case 'mnist-judge':
      return digitClassifier();
  }
}
