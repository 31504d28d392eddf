import { alphaBarOf } from '../../diffusion/schedule/alpha-bar.ts';
import { linearBetas } from '../../diffusion/schedule/linear.ts';

/** What has a diffusion's length T. */
export interface Lengthed {
  readonly timesteps: number;
}

/** The schedule that digits are trained on, as a diffusers scheduler_config.json says it. */
export function trainSchedule({ timesteps }: Lengthed) {
  return { num_train_timesteps: timesteps, beta_schedule: 'linear', beta_start: 1e-4, beta_end: 0.02 } as const;
}

/** alphaBar_t for t from 0 to T-1. */
export function trainAlphaBars(config: Lengthed): Float32Array {
  const { num_train_timesteps, beta_start, beta_end } = trainSchedule(config);
  return alphaBarOf(linearBetas(num_train_timesteps, beta_start, beta_end));
}
