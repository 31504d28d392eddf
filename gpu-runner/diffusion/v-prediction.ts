import { type Tensor, tensor } from '../tensor/tensor.ts';

/**
 * x0 = sqrt(alphaBar) x_t - sqrt(1 - alphaBar) v, where v is sqrt(alphaBar) eps - sqrt(1 - alphaBar) x0 (Salimans and Ho 2022,
 * arXiv:2202.00512, appendix D), diffusers' `v_prediction`. Nothing is divided by a signal that is all but gone, as it would be by
 * way of eps. Rounded to float32 as in diffusers.
 */
export function x0OfVPrediction(xt: Tensor, v: Tensor, alphaBar: number): Tensor {
  const round = Math.fround;
  const signal = round(Math.sqrt(alphaBar));
  const noise = round(Math.sqrt(round(1 - alphaBar)));
  const x0 = new Float32Array(xt.data.length);
  for (let i = 0; i < x0.length; i++) x0[i] = round(signal * xt.data[i]!) - round(noise * v.data[i]!);
  return tensor(xt.dims, x0);
}
