import type { Tensor } from '../tensor/tensor.ts';

/** Throws when what goes by `name` is no number, as the answers of broken weights are: a black picture would be made of it. */
export function checkFinite({ data }: Tensor, name: string): void {
  // 0 x is 0 for numbers and NaN for the rest: one sum is faster than a question for each.
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += 0 * data[i]!;
  if (Number.isNaN(sum)) throw new Error(`${name} is not finite`);
}

/** The same of what a U-Net answers. */
export function checkOutput(output: Tensor, timestep: number): void {
  checkFinite(output, `the U-Net's answer at t = ${timestep}`);
}
