import { type Tensor, tensor } from '../tensor/tensor.ts';
import type { SamplerStep } from './sampler.ts';

/** The velocity at x_t [N, C, H, W], where t runs from 0, pure noise, to 1, the picture. */
export type Velocity = (xt: Tensor, t: number) => Promise<Tensor>;

export interface Flow {
  /** x_0, standard normal noise [N, C, H, W]. */
  readonly start: Tensor;
  /** Evaluations, at even distances. */
  readonly steps: number;
  readonly velocity: Velocity;
}

/**
 * Euler's method along a flow from noise to pictures (Lipman et al. 2022, arXiv:2210.02747, equation 1). Its steps look like
 * those of a diffusion: `timestep` is t, and `x0` the clean picture where the velocity leads, x_t + (1 - t) velocity.
 */
export async function* flow({ start, steps, velocity }: Flow): AsyncGenerator<SamplerStep, Tensor> {
  let xt = start;
  for (let i = 0; i < steps; i++) {
    const t = i / steps;
    const slope = await velocity(xt, t);
    yield { timestep: t, xt, x0: moved(xt, slope, 1 - t) };
    xt = moved(xt, slope, 1 / steps);
  }
  return xt;
}

function moved(xt: Tensor, slope: Tensor, by: number): Tensor {
  return tensor(
    xt.dims,
    xt.data.map((value, i) => value + by * slope.data[i]!),
  );
}
