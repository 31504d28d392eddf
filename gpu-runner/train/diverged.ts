import { NotFiniteError } from './checkpoint.ts';
import { type Config, trainingPlanOf } from './configs.ts';
import { DivergedError } from './loop.ts';
import { phaseAt } from './plan.ts';

/** Whether a run ended because its loss or weights were no numbers any more: repeated as it was, it would do so again. */
export function hasDiverged(error: unknown): error is DivergedError | NotFiniteError {
  return error instanceof DivergedError || error instanceof NotFiniteError;
}

/**
 * A run that goes on from what was kept of one that diverged at `step`: at half the rate, and in the sizes that this one had still to
 * go through, since a net that has grown cannot begin small again.
 */
export function slowed(config: Config, step: number): Config {
  const { number } = phaseAt(trainingPlanOf(config), step - 1);
  const slower = { ...config, lr: config.lr / 2 };
  return 'sizes' in slower ? { ...slower, sizes: slower.sizes.split(',').slice(number).join() } : slower;
}
