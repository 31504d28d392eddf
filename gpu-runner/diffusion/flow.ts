import { type Tensor, tensor } from '../tensor/tensor.ts';
import type { Clip } from './clip.ts';
import type { SamplerStep } from './sampler.ts';
import { type End, spansOf } from './strides.ts';

/** The velocity at x_t [N, C, H, W]. Time runs from 0, pure noise, to 1, the picture. */
export type Velocity = (xt: Tensor, stride: FlowStride) => Promise<Tensor>;

/** One step of a flow: the times where it starts and where it ends, and what its start is called. */
export interface FlowStride {
  readonly timestep: number;
  readonly time: number;
  readonly nextTime: number;
}

export interface Flow {
  /** x_t [N, C, H, W] at the first time; standard normal noise at 0. */
  readonly start: Tensor;
  readonly strides: readonly FlowStride[];
  readonly velocity: Velocity;
  readonly clip: Clip;
}

/**
 * Euler's method along a flow from noise to pictures (Lipman et al. 2022, arXiv:2210.02747, equation 1). The clean picture is
 * where the velocity leads, x0 = x_t + (1 - t) velocity, and a step goes its part of the way there.
 */
export async function* flow({ start, strides, velocity, clip }: Flow): AsyncGenerator<SamplerStep, Tensor> {
  let xt = start;
  for (const stride of strides) {
    const { timestep, time, nextTime } = stride;
    const x0 = clip(along(xt, await velocity(xt, stride), 1 - time));
    yield { timestep, xt, x0 };
    xt = between(x0, xt, (1 - nextTime) / (1 - time));
  }
  return xt;
}

/**
 * The time of a flow at a timestep, from 0, pure noise, at T - 1 towards 1, the picture. diffusers counts noise instead of time:
 * its sigma is 1 - time.
 */
export function timeAt(timestep: number, trainTimesteps: number): number {
  return 1 - (timestep + 1) / trainTimesteps;
}

/** The strides over falling timesteps; see `spansOf` for how they end. */
export function flowStrides(timesteps: readonly number[], end: End, trainTimesteps: number): FlowStride[] {
  const time = (timestep: number | undefined) => (timestep === undefined ? 1 : timeAt(timestep, trainTimesteps));
  return spansOf(timesteps, end).map(({ timestep, next }) => ({
    timestep,
    time: time(timestep),
    nextTime: time(next),
  }));
}

/** `count` strides of equal length from noise to the picture, named by their number. */
export function evenFlow(count: number): FlowStride[] {
  return Array.from({ length: count }, (_, i) => ({ timestep: i, time: i / count, nextTime: (i + 1) / count }));
}

function along(xt: Tensor, slope: Tensor, by: number): Tensor {
  return tensor(
    xt.dims,
    xt.data.map((value, i) => value + by * slope.data[i]!),
  );
}

/** x0 and `share` of what x_t has beyond it. */
function between(x0: Tensor, xt: Tensor, share: number): Tensor {
  return tensor(
    x0.dims,
    x0.data.map((value, i) => value + share * (xt.data[i]! - value)),
  );
}
