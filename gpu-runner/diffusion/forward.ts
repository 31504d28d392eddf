import { type Tensor, tensor } from '../tensor/tensor.ts';

/** The forward process: x_t = sqrt(alphaBar) x0 + sqrt(1 - alphaBar) z (Ho et al. 2020, arXiv:2006.11239, equation 4). */
export function forward(x0: Tensor, alphaBar: number, z: Tensor): Tensor {
  const [signal, noise] = [Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar)];
  return tensor(
    x0.dims,
    x0.data.map((value, i) => signal * value + noise * z.data[i]!),
  );
}
