import type { Tensor } from '../tensor/tensor.ts';
import type { Clip } from './clip.ts';
import { type Hold, nothing } from './hold/hold.ts';
import type { Estimator } from './prediction.ts';
import { addVariance, posteriorMean, predictX0 } from './step.ts';
import type { TimedStride } from './strides.ts';

/** What one step of sampling found: the clean images x0 predicted at `timestep` in the pictures x_t, both [N, C, H, W]. */
export interface SamplerStep {
  readonly timestep: number;
  readonly xt: Tensor;
  readonly x0: Tensor;
}

export interface Sampler {
  /** x_t [N, C, H, W] at the first timestep. */
  readonly start: Tensor;
  /** The timesteps to evaluate at, falling, with the strides between them. */
  readonly strides: readonly TimedStride[];
  readonly estimate: Estimator;
  /** The clean images by x_t and the output of `estimate`: eps, where this is left out. */
  readonly x0Of?: typeof predictX0;
  /** What stays fixed; nothing without one. */
  readonly hold?: Hold;
  readonly clip: Clip;
  /**
   * Standard normal noise [N, C, H, W] for the step taken at `timestep`: wanted while the estimate is still being made, and done
   * with before the next.
   */
  readonly noise: (timestep: number) => Tensor | Promise<Tensor>;
}

/** Ancestral sampling over strided timesteps (Ho et al. 2020, arXiv:2006.11239, algorithm 2). Returns the last picture. */
export async function* sample(sampler: Sampler): AsyncGenerator<SamplerStep, Tensor> {
  const { start, strides, estimate, x0Of = predictX0, hold = nothing, clip, noise } = sampler;
  let xt = start;
  for (const stride of strides) {
    const { timestep } = stride;
    xt = hold.before(xt, stride);
    const isClean = stride.next === undefined;
    const [{ output, v }, z] = await Promise.all([estimate(xt, timestep), isClean ? undefined : noise(timestep)]);
    const x0 = clip(x0Of(xt, output, stride.alphaBar));
    yield { timestep, xt, x0 };
    const mean = posteriorMean(xt, x0, stride);
    xt = hold.after(z ? addVariance(mean, z, stride, v) : mean, stride);
  }
  return xt;
}
