import {
  type MnistNet,
  type Training,
  trainingCost,
  trainingDefaults,
  trainingVersion,
} from '@manifold/shared/recipe/training';
import { expect, it } from 'vitest';
import {
  type DiffusionConfig,
  mnistClassEps,
  mnistClassVelocity,
  mnistDenoiser,
  mnistTimeEps,
} from '../nets/mnist/unet.ts';
import type { Net } from '../nets/net.ts';
import { rowCost } from './row-cost.ts';

const nets: Record<MnistNet, (config: DiffusionConfig) => Net> = {
  'mnist-denoiser': mnistDenoiser,
  'mnist-time': mnistTimeEps,
  'mnist-class': mnistClassEps,
  'mnist-flow': mnistClassVelocity,
};

it.each(Object.keys(nets) as MnistNet[])('a training of %s is priced by the rows of its net', (net) => {
  for (const hidden of [1, 7, 64]) {
    const training: Training = {
      version: trainingVersion,
      net,
      ...trainingDefaults[net],
      hidden,
      epochs: 2,
      batch: 10,
      limit: 25,
    };
    expect(trainingCost(training)).toBeCloseTo(rowCost(nets[net]({ hidden, trainSteps: 300 })) * 3 * 40, 9);
  }
});
