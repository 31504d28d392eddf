import { type Tensor, tensor } from '../tensor/tensor.ts';

/** The forward process: x_t = sqrt(alphaBar) x0 + sqrt(1 - alphaBar) z (Ho et al. 2020, arXiv:2006.11239, equation 4). */
export function forward(x0: Tensor, alphaBar: number, z: Tensor): Tensor {
  return mixed(x0, Math.sqrt(alphaBar), z, Math.sqrt(1 - alphaBar));
}

/** `signal` x0 + `noise` z. */
export function mixed(x0: Tensor, signal: number, z: Tensor, noise: number): Tensor {
  const xt = new Float32Array(x0.data.length);
  for (let i = 0; i < xt.length; i++) xt[i] = signal * x0.data[i]! + noise * z.data[i]!;
  return tensor(x0.dims, xt);
}

/** `mixed` of N rows [N, ...], each by a signal and a noise of its own. */
export function mixedRows(
  x0: Tensor,
  z: Tensor,
  of: (row: number) => readonly [signal: number, noise: number],
): Tensor {
  const xt = new Float32Array(x0.data.length);
  const [rows] = x0.dims as [number];
  const size = xt.length / rows;
  for (let row = 0; row < rows; row++) {
    const [signal, noise] = of(row);
    for (let i = row * size; i < (row + 1) * size; i++) xt[i] = signal * x0.data[i]! + noise * z.data[i]!;
  }
  return tensor(x0.dims, xt);
}
