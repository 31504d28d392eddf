import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Estimate, Filter as FilterName, View as ViewName } from '@manifold/shared/recipe/estimate';
import type { Clip as ClipName, Recipe } from '@manifold/shared/recipe/recipe';
import { type Clip, clipDynamically, clipNone, clipToRange } from '../diffusion/clip.ts';
import { estimatorOf, type Model, type Estimate as Plan } from '../diffusion/estimate.ts';
import type { Filter } from '../diffusion/filter/filter.ts';
import { highPass } from '../diffusion/filter/high-pass.ts';
import { lowPass } from '../diffusion/filter/low-pass.ts';
import type { Sampler } from '../diffusion/sampler.ts';
import { stridesOf } from '../diffusion/strides.ts';
import { flip } from '../diffusion/view/flip.ts';
import { identity } from '../diffusion/view/identity.ts';
import { rotate180 } from '../diffusion/view/rotate-180.ts';
import { rotateCcw } from '../diffusion/view/rotate-ccw.ts';
import { rotateCw } from '../diffusion/view/rotate-cw.ts';
import type { View } from '../diffusion/view/view.ts';
import { noiseOf } from './noise.ts';

const views: Readonly<Record<ViewName, View>> = {
  identity,
  flip,
  'rotate-180': rotate180,
  'rotate-cw': rotateCw,
  'rotate-ccw': rotateCcw,
};

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

/** The recipe's estimate with the views and filters that its names stand for. */
function composed(estimate: Estimate): Plan<string> {
  if ('view' in estimate) return { view: views[estimate.view], of: composed(estimate.of) };
  if ('mean' in estimate) return { mean: estimate.mean.map(composed) };
  if ('sum' in estimate)
    return { sum: estimate.sum.map(({ filter, of }) => ({ filter: filterOf(filter), of: composed(of) })) };
  return estimate;
}

function filterOf({ pass, sigma }: FilterName): Filter {
  return pass === 'low' ? lowPass(sigma) : highPass(sigma);
}

function clipOf(clip: ClipName, range: Manifest['pixelRange']): Clip {
  if (clip === 'none') return clipNone;
  return clip === 'range' ? clipToRange(range) : clipDynamically(range, clip.ratio, clip.max);
}
