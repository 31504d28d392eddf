import { epochOf, stepsPerEpoch } from '../epochs.ts';
import type { TrainingPlan } from '../plan.ts';
import type { DigitConfig } from './config.ts';
import { digitNet } from './nets.ts';

/** A run on digits: one phase, looked at after each epoch. */
export function digitPlan(config: DigitConfig): TrainingPlan {
  const { epochs, batch, seed, ema } = config;
  const perEpoch = stepsPerEpoch(config);
  return {
    phases: [{ steps: epochs * perEpoch, batch, cost: 1, net: () => digitNet(config) }],
    seed,
    ema,
    ...('optimiser' in config && { optimiser: config.optimiser }),
    learningRate: (index) => learningRate(config, epochOf(config, index)),
    partOf: (index) => `epoch ${epochOf(config, index) + 1}/${epochs}`,
    mileage: {
      unit: 'epoch',
      after: (step) => step / perEpoch,
      isMilestone: (step) => step % perEpoch === 0,
    },
  };
}

/** The learning rate of an epoch, from 0, where it falls to `decay` of the first over the run, by as much each epoch. */
function learningRate({ lr, decay, epochs }: DigitConfig, epoch: number): number {
  return lr * decay ** (epoch / epochs);
}
