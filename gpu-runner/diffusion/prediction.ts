import type { Tensor } from '../tensor/tensor.ts';

/**
 * What is found in x_t: `output` [N, C, H, W], which is the noise eps, the v of `x0OfVPrediction`, the velocity of a flow or the
 * clean picture, as the model was trained to answer; guidance, views, means and sums compose them all alike. Of models that learn
 * their variance there is `v` of the same shape, which interpolates between the two bounds of the log variance (Nichol and
 * Dhariwal 2021, arXiv:2102.09672, equation 15).
 */
export interface Prediction {
  readonly output: Tensor;
  readonly v?: Tensor;
}

/** Says what is in x_t [N, C, H, W]. A prediction may take the place of the one before it. */
export type Estimator = (xt: Tensor, timestep: number) => Promise<Prediction>;
