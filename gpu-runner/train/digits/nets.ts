import { type Training, variationNames } from '@manifold/shared/recipe/training';
import { digitClassifier } from '../../nets/mnist/classifier.ts';
import {
  type DiffusionConfig,
  mnistClassEps,
  mnistClassVelocity,
  mnistDenoiser,
  mnistTimeEps,
} from '../../nets/mnist/unet.ts';
import type { TrainableNet } from '../../nets/net.ts';
import type { Batches } from '../plan.ts';
import { judgeBatches } from './batches.ts';
import { DIGIT_DEFAULTS, type DigitConfig, type DigitConfigOf } from './config.ts';
import { denoiserBatches } from './denoiser-batches.ts';
import { classBatches, timeBatches } from './diffusion-batches.ts';
import { flowBatches } from './flow-batches.ts';
import type { Mnist } from './mnist.ts';

type Variations = Partial<Pick<Training, (typeof variationNames)[number]>>;

/** The variations in which a run differs from its net's defaults, and what is usual there. */
export function variedIn(config: DigitConfig) {
  const told: Variations = config;
  const usual: Variations = DIGIT_DEFAULTS[config.net];
  const all = variationNames.map((name) => ({ name, value: told[name], usual: usual[name] }));
  return all.filter(({ value, usual }) => value !== usual);
}

/** What meets pixels, timesteps or classes themselves, and not what another layer made of them. */
const OUTER = /^(in\.0|final|(time|class)[12]\.0)\./;

/** A U-Net whose matrices between hidden layers Muon can move. */
function unet(net: TrainableNet): TrainableNet {
  return { ...net, isInner: (name) => !OUTER.test(name) };
}

/** What a U-Net of diffusion is made with. */
function diffusion({ hidden, timesteps }: DigitConfigOf<'mnist-time' | 'mnist-class'>): DiffusionConfig {
  return { hidden, trainSteps: timesteps };
}

/** What a run trains: the net with its loss. All else, the step, the loop, the checkpoints, is the same for all of them. */
export function digitNet(config: DigitConfig): TrainableNet {
  switch (config.net) {
    case 'mnist-denoiser':
      return unet(mnistDenoiser(config));
    case 'mnist-time':
      return unet(mnistTimeEps(diffusion(config)));
    case 'mnist-class':
      return unet(mnistClassEps(diffusion(config)));
    case 'mnist-flow':
      return unet(mnistClassVelocity(config));
    case 'mnist-judge':
      return digitClassifier();
  }
}

/** What the net of a run is fed, made from the training pictures. */
export function digitBatches(config: DigitConfig, data: Mnist): Batches {
  switch (config.net) {
    case 'mnist-denoiser':
      return denoiserBatches(config, data);
    case 'mnist-time':
      return timeBatches(config, data);
    case 'mnist-class':
      return classBatches(config, data);
    case 'mnist-flow':
      return flowBatches(config, data);
    case 'mnist-judge':
      return judgeBatches(config, data);
  }
}
