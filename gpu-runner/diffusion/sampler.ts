import type { Tensor } from '../tensor/tensor.ts';
import type { Clip } from './clip.ts';
import type { Estimator } from './noise.ts';
import { addVariance, posteriorMean, predictX0, type Stride } from './step.ts';

/** What one step of sampling found: the clean images [N, C, H, W] predicted at `timestep`. */
export interface SamplerStep {
  readonly timestep: number;
  readonly x0: Tensor;
}

export interface Sampler {
  /** x_T [N, C, H, W]. */
  readonly start: Tensor;
  /** The timesteps to evaluate at, falling, with the strides between them. */
  readonly strides: readonly (Stride & { readonly timestep: number })[];
  readonly estimate: Estimator;
  readonly clip: Clip;
  /** Standard normal noise [N, C, H, W] for the step taken at `timestep`. */
  readonly noise: (timestep: number) => Tensor;
}

/** Ancestral sampling over strided timesteps (Ho et al. 2020, arXiv:2006.11239, algorithm 2). Returns the last picture. */
export async function* sample({ start, strides, estimate, clip, noise }: Sampler): AsyncGenerator<SamplerStep, Tensor> {
  let xt = start;
  for (const { timestep, ...stride } of strides) {
    const { eps, v } = await estimate(xt, timestep);
    const x0 = clip(predictX0(xt, eps, stride.alphaBar));
    yield { timestep, x0 };
    const mean = posteriorMean(xt, x0, stride);
    const isClean = stride.alphaBarPrev === 1;
    xt = isClean ? mean : addVariance(mean, noise(timestep), stride, v);
  }
  return xt;
}
