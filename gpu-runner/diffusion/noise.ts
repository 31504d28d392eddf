import type { Tensor } from '../tensor/tensor.ts';

/**
 * An estimate of the noise in x_t: `eps` [N, C, H, W] and, of models that learn their variance, `v` of the same shape, which
 * interpolates between the two bounds of the log variance (Nichol and Dhariwal 2021, arXiv:2102.09672, equation 15). Of models
 * that answer with a velocity or the clean picture, `eps` is that: guidance, views, means and sums compose all three alike.
 */
export interface Noise {
  readonly eps: Tensor;
  readonly v?: Tensor;
}

/** Estimates the noise in x_t [N, C, H, W]. An estimate may take the place of the one before it. */
export type Estimator = (xt: Tensor, timestep: number) => Promise<Noise>;
