import { type Tensor, tensor } from '../tensor/tensor.ts';
import type { Model } from './estimate.ts';

/**
 * The model of a network that answers with the velocity of a diffusion in place of the noise,
 * sqrt(alphaBar) eps - sqrt(1 - alphaBar) x0 (Salimans and Ho 2022, arXiv:2202.00512, appendix D), diffusers' `v_prediction`.
 */
export function noiseOfVelocity<P>(model: Model<P>, alphaBar: Float32Array): Model<P> {
  return async (xt, timestep, prompts) => {
    const { eps: velocity, ...rest } = await model(xt, timestep, prompts);
    return { eps: epsOf(xt, velocity, alphaBar[timestep]!), ...rest };
  };
}

/** eps = sqrt(alphaBar) velocity + sqrt(1 - alphaBar) x_t. */
function epsOf(xt: Tensor, velocity: Tensor, alphaBar: number): Tensor {
  const [signal, noise] = [Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar)];
  const eps = new Float32Array(xt.data.length);
  for (let i = 0; i < eps.length; i++) eps[i] = signal * velocity.data[i]! + noise * xt.data[i]!;
  return tensor(xt.dims, eps);
}
