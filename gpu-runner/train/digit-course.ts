import type { Course } from './course.ts';
import { RECIPES } from './recipes.ts';
import { epochOf, learningRate, type RunConfig, stepsPerEpoch } from './run.ts';

/** A run on digits: one phase, looked at after each epoch. */
export function digitCourse(config: RunConfig): Course {
  const { net, decay } = RECIPES[config.net];
  const { epochs, batch, seed, ema } = config;
  const perEpoch = stepsPerEpoch(config);
  return {
    phases: [{ steps: epochs * perEpoch, batch, cost: 1, net: () => net(config) }],
    seed,
    ema,
    learningRate: (index) => learningRate(config, decay, epochOf(config, index)),
    partOf: (index) => `epoch ${epochOf(config, index) + 1}/${epochs}`,
    mileage: {
      unit: 'epoch',
      after: (step) => step / perEpoch,
      isMilestone: (step) => step % perEpoch === 0,
    },
  };
}
