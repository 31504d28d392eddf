import { trainingDefaults, variationNames } from '@manifold/shared/recipe/training';
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
import type { DigitConfig, DigitNetName } from './config.ts';
import { denoiserBatches } from './denoiser-batches.ts';
import { classBatches, timeBatches } from './diffusion-batches.ts';
import { flowBatches } from './flow-batches.ts';
import type { Mnist } from './mnist.ts';
import { trainSchedule } from './schedule.ts';

/** How a net is trained. All else, the step, the loop, the checkpoints, is the same for all of them. */
export interface DigitNet {
  /** What is trained, in a line. */
  readonly summary: string;
  /** The net with its loss. */
  readonly net: (config: DigitConfig) => TrainableNet;
  readonly batches: (config: DigitConfig, data: Mnist) => Batches;
  /** What is not told; the variations that the net has are among them. */
  readonly defaults: Omit<DigitConfig, 'net'> & { readonly decay: number };
}

/** The variations in which a run differs from its net's defaults. */
export function variedIn(config: DigitConfig): (typeof variationNames)[number][] {
  const { defaults } = DIGIT_NETS[config.net];
  return variationNames.filter((name) => (config[name] ?? defaults[name]) !== defaults[name]);
}

const PICTURES = 60_000;

/** What meets pixels, timesteps or classes themselves, and not what another layer made of them. */
const OUTER = /^(in\.0|final|(time|class)[12]\.0)\./;

/** A U-Net whose matrices between hidden layers Muon can move. */
function unet(net: TrainableNet): TrainableNet {
  return { ...net, isInner: (name) => !OUTER.test(name) };
}

/** What a U-Net of diffusion is made with. */
function diffusion(config: DigitConfig): DiffusionConfig {
  return { hidden: config.hidden, trainSteps: trainSchedule(config).num_train_timesteps };
}

/**
 * The nets of CS180 project 5B with its widths, epochs, batches and rates: https://cal-cs180.github.io/fa24/hw/proj5/partb.html,
 * the flow's rate and loss as in its edition of fall 2025; and the judge, which is ours. The flow's epochs and batch, and the
 * averages of the weights, are ours as well.
 */
export const DIGIT_NETS: Readonly<Record<DigitNetName, DigitNet>> = {
  'mnist-denoiser': {
    summary: 'the clean picture from a noisy one, in one step',
    net: (config) => unet(mnistDenoiser(config)),
    batches: denoiserBatches,
    defaults: trainingDefaults['mnist-denoiser'],
  },
  'mnist-time': {
    summary: 'digits from noise',
    net: (config) => unet(mnistTimeEps(diffusion(config))),
    batches: timeBatches,
    defaults: trainingDefaults['mnist-time'],
  },
  'mnist-class': {
    summary: 'digits on request, with guidance',
    net: (config) => unet(mnistClassEps(diffusion(config))),
    batches: classBatches,
    defaults: trainingDefaults['mnist-class'],
  },
  'mnist-flow': {
    summary: 'digits on request by flow matching',
    net: (config) => unet(mnistClassVelocity(config)),
    batches: flowBatches,
    defaults: trainingDefaults['mnist-flow'],
  },
  'mnist-judge': {
    summary: 'reads digits, to judge the samples of the others',
    net: digitClassifier,
    batches: judgeBatches,
    defaults: { hidden: 0, epochs: 6, batch: 128, lr: 1e-3, limit: PICTURES, seed: 0, ema: 0.99, decay: 0.1 },
  },
};
