import { type Tensor, tensor } from '../tensor/tensor.ts';

/**
 * Classifier-free guidance (Ho and Salimans 2022, arXiv:2207.12598), in the form eps = eps_u + guidance (eps_c - eps_u):
 * 0 is unconditional, 1 conditional, above 1 extrapolates.
 */
export function guide(unconditional: Tensor, conditional: Tensor, guidance: number): Tensor {
  const { dims, data: epsU } = unconditional;
  const { data: epsC } = conditional;
  const eps = new Float32Array(epsU.length);
  for (let i = 0; i < eps.length; i++) eps[i] = epsU[i]! + guidance * (epsC[i]! - epsU[i]!);
  return tensor(dims, eps);
}
