import type { Tensor } from '../tensor/tensor.ts';

/**
 * Classifier-free guidance (Ho and Salimans 2022, arXiv:2207.12598), in the form eps = eps_u + guidance (eps_c - eps_u),
 * also of what is no noise: 0 is unconditional, 1 conditional, above 1 extrapolates. Takes the place of eps_c.
 */
export function guide(unconditional: Tensor, conditional: Tensor, guidance: number): Tensor {
  const { data: epsU } = unconditional;
  const { data: eps } = conditional;
  for (let i = 0; i < eps.length; i++) eps[i] = epsU[i]! + guidance * (eps[i]! - epsU[i]!);
  return conditional;
}
