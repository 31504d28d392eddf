import {
  type DiffusionConfig,
  mnistClassEps,
  mnistClassVelocity,
  mnistDenoiser,
  mnistTimeEps,
} from '../../gpu-runner/nets/mnist/unet.ts';
import type { TrainableNet } from '../../gpu-runner/nets/net.ts';

/** The networks of train.py, by the names that `manifold train` gives them. */
export const trainables: Readonly<Record<string, (config: DiffusionConfig) => TrainableNet>> = {
  'mnist-denoiser': mnistDenoiser,
  'mnist-time': mnistTimeEps,
  'mnist-class': mnistClassEps,
  'mnist-flow': mnistClassVelocity,
};
