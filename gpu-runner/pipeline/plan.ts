import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Clip as ClipName, Recipe } from '@manifold/shared/recipe/recipe';
import { type Clip, clipDynamically, clipNone, clipToRange } from '../diffusion/clip.ts';
import { estimatorOf, type Model } from '../diffusion/estimate.ts';
import type { Sampler } from '../diffusion/sampler.ts';
import { stridesOf } from '../diffusion/strides.ts';
import { composed } from './composed.ts';
import { noiseOf } from './noise.ts';

/** What a sampler needs to carry out `recipe` with `model`, whose prompts are the recipe's words. */
export function planOf(recipe: Recipe, manifest: Manifest, alphaBar: Float32Array, model: Model<string>): Sampler {
  const { timesteps, end, clip } = recipe.schedule;
  const noise = noiseOf(recipe, manifest);
  return {
    start: noise('init', timesteps[0]!),
    strides: stridesOf(timesteps, end, alphaBar),
    estimate: estimatorOf(composed(recipe.estimate), model),
    clip: clipOf(clip, manifest.pixelRange),
    noise: (timestep) => noise('step', timestep),
  };
}

function clipOf(clip: ClipName, range: Manifest['pixelRange']): Clip {
  if (clip === 'none') return clipNone;
  return clip === 'range' ? clipToRange(range) : clipDynamically(range, clip.ratio, clip.max);
}
