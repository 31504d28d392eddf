import type { Recipe, Schedule } from '@manifold/shared/recipe/recipe';
import { sizeOf, type Tensor, type Tensors, tensor } from '../tensor/tensor.ts';
import type { Noises, Shape, UpscalePurpose } from './noise.ts';

/** Noise that was given and cannot be used; the message names the tensor and the mend. */
export class NoiseError extends Error {
  override readonly name = 'NoiseError';
}

/** What a tensor of noise is called, before it the stage where that is the second. */
const names = { init: 'init', step: 'steps', hold: 'hold', low: 'low' } as const satisfies Record<
  UpscalePurpose,
  string
>;

/** What noise is given for once for each timestep, in the schedule's order; for the others it is given once. */
const perTimestep: ReadonlySet<UpscalePurpose> = new Set(['step', 'hold']);

/**
 * Noise as another implementation drew it, in place of the seed's: `init` [count, C, S, S], `steps` and, for what is held,
 * `hold` [timesteps, count, C, S, S]; for the second stage `upscale.init`, `upscale.steps`, `upscale.hold` and, for the picture
 * that it enlarges, `upscale.low`. Throws a NoiseError when a tensor is wanted that is not there or has another shape.
 */
export function givenNoise(
  given: Tensors,
  { count }: Recipe,
  { timesteps }: Schedule,
  { channels, size }: Shape,
  stage: 'first' | 'upscale' = 'first',
): Noises<UpscalePurpose> {
  const dims = [count, channels, size, size];
  return (purpose, timestep) => {
    const name = `${stage === 'first' ? '' : 'upscale.'}${names[purpose]}`;
    if (!perTimestep.has(purpose)) return partOf(given[name], name, dims, undefined);
    return partOf(given[name], name, dims, timesteps.indexOf(timestep));
  };
}

/** The tensor of this name, or its `index`-th part, with these dimensions. */
function partOf(whole: Tensor | undefined, name: string, dims: readonly number[], index: number | undefined): Tensor {
  const wanted = index === undefined ? dims.join(', ') : `at least ${index + 1}, ${dims.join(', ')}`;
  if (!whole) throw new NoiseError(`there is no ${name}; give one of [${wanted}]`);
  const part = index === undefined ? whole.dims : whole.dims.slice(1);
  const isThere = index === undefined || index < whole.dims[0]!;
  if (part.join() !== dims.join() || !isThere) {
    throw new NoiseError(`${name} is [${whole.dims.join(', ')}], where [${wanted}] is wanted`);
  }
  const size = sizeOf(dims);
  const start = (index ?? 0) * size;
  return tensor(dims, whole.data.subarray(start, start + size));
}
