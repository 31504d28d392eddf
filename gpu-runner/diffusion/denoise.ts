import type { Tensor } from '../tensor/tensor.ts';
import type { Clip } from './clip.ts';
import type { SamplerStep } from './sampler.ts';

export interface Denoise {
  /** x + sigma z [N, C, H, W]. */
  readonly start: Tensor;
  /** What the noise is called; none where the noisy picture is what is wanted. */
  readonly timestep: number | undefined;
  /** The clean picture that is in a noisy one. */
  readonly clean: (noisy: Tensor, timestep: number) => Promise<Tensor>;
  readonly clip: Clip;
}

/** Takes the noise off a picture in one evaluation. */
export async function* denoise({ start, timestep, clean, clip }: Denoise): AsyncGenerator<SamplerStep, Tensor> {
  if (timestep === undefined) return start;
  const x0 = clip(await clean(start, timestep));
  yield { timestep, xt: start, x0 };
  return x0;
}
