import { alphaBarOf } from '../../diffusion/schedule/alpha-bar.ts';
import { linearBetas } from '../../diffusion/schedule/linear.ts';

/** The schedule that the digits are trained on, as a diffusers scheduler_config.json says it. */
export const TRAIN_SCHEDULE = {
  num_train_timesteps: 300,
  beta_schedule: 'linear',
  beta_start: 1e-4,
  beta_end: 0.02,
} as const;

/** alphaBar_t for t from 0 to T-1. */
export function trainAlphaBars(): Float32Array {
  const { num_train_timesteps, beta_start, beta_end } = TRAIN_SCHEDULE;
  return alphaBarOf(linearBetas(num_train_timesteps, beta_start, beta_end));
}
