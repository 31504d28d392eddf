import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Clip as ClipName, Recipe } from '@manifold/shared/recipe/recipe';
import { type Clip, clipDynamically, clipNone, clipToRange } from '../diffusion/clip.ts';
import { estimatorOf, type Model } from '../diffusion/estimate.ts';
import { forward } from '../diffusion/forward.ts';
import type { Sampler } from '../diffusion/sampler.ts';
import { roundedStrides, stridesOf } from '../diffusion/strides.ts';
import { composed } from './composed.ts';
import { holdOf } from './hold.ts';
import type { Given } from './input/given.ts';
import { noiseOf } from './noise.ts';

/** What a diffusion is sampled with: its schedule and model, whose prompts are words, and the pictures given. */
interface DiffusionMeans {
  readonly manifest: Manifest;
  readonly alphaBar: Float32Array;
  readonly model: Model<string>;
  readonly given: Given;
}

/** What a sampler needs to carry out `recipe` by a diffusion. */
export function planOf(recipe: Recipe, { manifest, alphaBar, model, given }: DiffusionMeans): Sampler {
  const { timesteps, end, clip } = recipe.schedule;
  const noise = noiseOf(recipe, manifest);
  const initial = noise('init', timesteps[0]!);
  const strides = stridesOf(timesteps, end, alphaBar);
  return {
    start: given.start ? forward(given.start, alphaBar[timesteps[0]!]!, initial) : initial,
    // Who learns its variance was learned beside diffusers, and takes the steps that it takes.
    strides: manifest.variance === 'learned' ? roundedStrides(strides) : strides,
    estimate: estimatorOf(composed(recipe.estimate), model),
    hold: holdOf(recipe, given, (timestep) => noise('hold', timestep)),
    clip: clipOf(clip, manifest.pixelRange),
    noise: (timestep) => noise('step', timestep),
  };
}

/** What a recipe asks for, over the range of pixels. */
export function clipOf(clip: ClipName, range: Manifest['pixelRange']): Clip {
  if (clip === 'none') return clipNone;
  return clip === 'range' ? clipToRange(range) : clipDynamically(range, clip.ratio, clip.max);
}
