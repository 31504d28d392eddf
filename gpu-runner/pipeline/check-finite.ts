import type { Tensor } from '../tensor/tensor.ts';

/** Throws when a U-Net answers what is no number, as broken weights do: it would become a black picture. */
export function checkFinite({ data }: Tensor, timestep: number): void {
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) throw new Error(`the U-Net's noise at t = ${timestep} is not finite`);
  }
}
