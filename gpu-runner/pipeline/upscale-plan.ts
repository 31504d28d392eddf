import { guidedBy } from '@manifold/shared/recipe/estimate';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { bilinear } from '../diffusion/bilinear.ts';
import { estimatorOf, type Model } from '../diffusion/estimate.ts';
import { forward } from '../diffusion/forward.ts';
import type { Estimator } from '../diffusion/prediction.ts';
import type { Sampler } from '../diffusion/sampler.ts';
import { concatChannels } from '../tensor/channels.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { composed } from './composed.ts';
import { type Means, samplerOf } from './plan.ts';

/** The second stage of a recipe, as the recipe has it. */
export type Upscale = NonNullable<Recipe['upscale']>;

export interface UpscaleMeans extends Means {
  /** Of the schedule that noises what is enlarged. */
  readonly noising: Float32Array;
  /** Sides of its pictures in pixels. */
  readonly size: number;
}

/**
 * What a sampler needs to draw `small` [N, C, S, S] anew at the size of the second stage. The model sees x_t and, in as many
 * channels more, the enlarged picture with noise (Ho et al. 2021, arXiv:2106.15282, section 4); views turn all of them.
 */
export function upscalePlanOf(
  recipe: Recipe,
  { start, schedule, guidance, noiseLevel }: Upscale,
  small: Tensor,
  model: Model<string>,
  means: UpscaleMeans,
): Sampler {
  const { given, noise, noising, size } = means;
  const low = forward(bilinear(small, size), noising[noiseLevel]!, noise('low', noiseLevel));
  const ofBoth = estimatorOf(composed(guidedBy(recipe.estimate, guidance)), model);
  const estimate: Estimator = (xt, timestep) => ofBoth(concatChannels([xt, low]), timestep);
  const picture = start === 'image' ? (given.start ?? given.held) : undefined;
  return samplerOf(recipe, schedule, picture, estimate, means);
}
