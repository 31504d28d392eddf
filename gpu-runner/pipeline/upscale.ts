import { withGuidance } from '@manifold/shared/recipe/estimate';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Bundle } from '../bundle/bundle.ts';
import { bilinear } from '../diffusion/bilinear.ts';
import { estimatorOf, type Model } from '../diffusion/estimate.ts';
import { forward } from '../diffusion/forward.ts';
import type { Estimator } from '../diffusion/prediction.ts';
import type { Sampler } from '../diffusion/sampler.ts';
import { concatChannels } from '../tensor/channels.ts';
import type { Tensor, Tensors } from '../tensor/tensor.ts';
import { alphaBars } from './alpha-bars.ts';
import { composed } from './composed.ts';
import { givenNoise } from './given-noise.ts';
import { givenOf, type Inputs } from './input/given.ts';
import { upscaleNoiseOf } from './noise.ts';
import { samplerOf } from './stage.ts';

/** The second stage of a recipe: what a sampler needs to draw pictures [N, C, S, S] of the first anew at a larger size. */
export type Upscale = (small: Tensor) => Sampler;

/** The files of the pictures that a recipe names, and the noise that stands in for its seed's, if there is any. */
export interface GivenFiles {
  readonly inputs: Inputs;
  readonly noise: Tensors | undefined;
}

/**
 * The second stage of a recipe that has one; `modelAt` is its model, told the noise level of what is enlarged. The model sees x_t
 * and, in as many channels more, the enlarged picture with noise (Ho et al. 2021, arXiv:2106.15282, section 4); views turn all of
 * them.
 */
export async function upscaleOf(
  recipe: Recipe,
  { manifest, upscaler }: Bundle,
  { inputs, noise: noiseGiven }: GivenFiles,
  modelAt: (noiseLevel: number) => Model<string>,
): Promise<Upscale | undefined> {
  if (!recipe.upscale || !upscaler) return undefined;
  const { start, schedule, guidance, noiseLevel } = recipe.upscale;
  const { size, trainTimesteps, noiseLevels } = upscaler.traits;
  const shape = { ...manifest, size };
  const given = await givenOf(recipe, shape, inputs);
  const noise = noiseGiven ? givenNoise(noiseGiven, recipe, schedule, shape, 'upscale') : upscaleNoiseOf(recipe, shape);
  const stage = { manifest, alphaBar: alphaBars(upscaler.betas, trainTimesteps), given, noise };
  const kept = alphaBars(upscaler.noising, noiseLevels)[noiseLevel]!;
  const picture = start === 'image' ? (given.start ?? given.held) : undefined;
  return (small) => {
    const low = forward(bilinear(small, size), kept, noise('low', noiseLevel));
    const ofBoth = estimatorOf(composed(withGuidance(recipe.estimate, guidance)), modelAt(noiseLevel));
    const estimate: Estimator = (xt, timestep) => ofBoth(concatChannels([xt, low]), timestep);
    return samplerOf(recipe, schedule, picture, estimate, stage);
  };
}
