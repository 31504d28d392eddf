import { linearBetas } from '../diffusion/schedule/linear.ts';

/** The schedule that the digits are trained on, as a diffusers scheduler_config.json says it. */
export const TRAIN_SCHEDULE = {
  num_train_timesteps: 300,
  beta_schedule: 'linear',
  beta_start: 1e-4,
  beta_end: 0.02,
} as const;

/** alphaBar_t for t from 0 to T-1: the product of 1 - beta up to t (Ho et al. 2020). */
export function trainAlphaBars(): Float64Array {
  const { num_train_timesteps, beta_start, beta_end } = TRAIN_SCHEDULE;
  let product = 1;
  return Float64Array.from(linearBetas(num_train_timesteps, beta_start, beta_end), (beta) => {
    product *= 1 - beta;
    return product;
  });
}
