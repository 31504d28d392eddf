import { trainingDefaults } from '@manifold/shared/recipe/training';
import { digitClassifier } from '../../nets/mnist/classifier.ts';
import { mnistClassEps, mnistClassVelocity, mnistDenoiser, mnistTimeEps } from '../../nets/mnist/unet.ts';
import type { TrainableNet } from '../../nets/net.ts';
import type { Batches } from '../plan.ts';
import { judgeBatches } from './batches.ts';
import type { DigitConfig, DigitNetName } from './config.ts';
import { denoiserBatches } from './denoiser-batches.ts';
import { classBatches, timeBatches } from './diffusion-batches.ts';
import { flowBatches } from './flow-batches.ts';
import type { Mnist } from './mnist.ts';
import { TRAIN_SCHEDULE } from './schedule.ts';

/** How a net is trained. All else, the step, the loop, the checkpoints, is the same for all of them. */
export interface DigitNet {
  /** What is trained, in a line. */
  readonly summary: string;
  /** The net with its loss. */
  readonly net: (config: DigitConfig) => TrainableNet;
  readonly batches: (config: DigitConfig, data: Mnist) => Batches;
  /** Part of the learning rate that is left at the end of the run, see `digitPlan`. */
  readonly decay: number;
  readonly defaults: Omit<DigitConfig, 'net'>;
}

const PICTURES = 60_000;

/** Length of the schedule, as the nets of diffusion are told it. */
const trainSteps = TRAIN_SCHEDULE.num_train_timesteps;

/**
 * The nets of CS180 project 5B with its widths, epochs, batches and rates: https://cal-cs180.github.io/fa24/hw/proj5/partb.html,
 * the flow's rate and loss as in its edition of fall 2025; and the judge, which is ours. The flow's epochs and batch, and the
 * averages of the weights, are ours as well.
 */
export const DIGIT_NETS: Readonly<Record<DigitNetName, DigitNet>> = {
  'mnist-denoiser': {
    summary: 'the clean picture from a noisy one, in one step',
    net: mnistDenoiser,
    batches: denoiserBatches,
    decay: 1,
    defaults: trainingDefaults['mnist-denoiser'],
  },
  'mnist-time': {
    summary: 'digits from noise',
    net: ({ hidden }) => mnistTimeEps({ hidden, trainSteps }),
    batches: timeBatches,
    decay: 0.1,
    defaults: trainingDefaults['mnist-time'],
  },
  'mnist-class': {
    summary: 'digits on request, with guidance',
    net: ({ hidden }) => mnistClassEps({ hidden, trainSteps }),
    batches: classBatches,
    decay: 0.1,
    defaults: trainingDefaults['mnist-class'],
  },
  'mnist-flow': {
    summary: 'digits on request by flow matching',
    net: mnistClassVelocity,
    batches: flowBatches,
    decay: 0.1,
    defaults: trainingDefaults['mnist-flow'],
  },
  'mnist-judge': {
    summary: 'reads digits, to judge the samples of the others',
    net: digitClassifier,
    batches: judgeBatches,
    decay: 0.1,
    defaults: { hidden: 0, epochs: 6, batch: 128, lr: 1e-3, limit: PICTURES, seed: 0, ema: 0.99 },
  },
};
