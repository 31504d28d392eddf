import type { Tensor } from '../tensor/tensor.ts';

/** Throws when a U-Net answers what is no number, as broken weights do: it would become a black picture. */
export function checkFinite({ data }: Tensor, timestep: number): void {
  // 0 x is 0 for numbers and NaN for the rest: one sum is faster than a question for each.
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += 0 * data[i]!;
  if (Number.isNaN(sum)) throw new Error(`the U-Net's noise at t = ${timestep} is not finite`);
}
