import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { normals, type Stream } from '../tensor/random.ts';
import { concatRows } from '../tensor/rows.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';

/**
 * The Gaussian noise [count, C, H, W] of a recipe by stream and timestep. A sample's noise is that of its seed and place
 * alone: the same whatever the prompt, however many samples there are.
 */
export function noiseOf({ seed, count }: Recipe, { channels, size }: Manifest) {
  return (stream: Stream, timestep: number): Tensor => {
    const ofSample = (sample: number) =>
      tensor([1, channels, size, size], normals({ seed, stream, sample, timestep }, channels * size * size));
    return concatRows(Array.from({ length: count }, (_, sample) => ofSample(sample)));
  };
}
