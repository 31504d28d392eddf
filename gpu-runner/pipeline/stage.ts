import { setImmediate } from 'node:timers/promises';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Clip as ClipName, Recipe, Schedule } from '@manifold/shared/recipe/recipe';
import { type Clip, clipDynamically, clipNone, clipToRange } from '../diffusion/clip.ts';
import { forward } from '../diffusion/forward.ts';
import type { Estimator } from '../diffusion/prediction.ts';
import type { Sampler } from '../diffusion/sampler.ts';
import { roundedStrides, stridesOf } from '../diffusion/strides.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { reusedRoom } from '../tensor/workspace.ts';
import { holdOf } from './hold.ts';
import type { Given } from './input/given.ts';
import type { Noises } from './noise.ts';

/** What a stage of a recipe is carried out with: its schedule's alphaBar, the pictures given at its size, its noise. */
export interface StageInputs {
  readonly manifest: Pick<Manifest, 'pixelRange' | 'variance'>;
  readonly alphaBar: Float32Array;
  readonly given: Given;
  readonly noise: Noises;
}

/** What a sampler needs for one stage by a diffusion; `picture` is noised to start from, if there is one. */
export function samplerOf(
  { hold }: Pick<Recipe, 'hold'>,
  schedule: Schedule,
  picture: Tensor | undefined,
  estimate: Estimator,
  { manifest, alphaBar, given, noise }: StageInputs,
): Sampler {
  const { timesteps, end, clip } = schedule;
  const initial = noise('init', timesteps[0]!);
  const strides = stridesOf(timesteps, end, alphaBar);
  const room = reusedRoom();
  return {
    start: picture ? forward(picture, alphaBar[timesteps[0]!]!, initial) : initial,
    // Who learns its variance was learned beside diffusers, and takes the steps that it takes.
    strides: manifest.variance === 'learned' ? roundedStrides(strides) : strides,
    estimate,
    hold: holdOf(hold, schedule, given, (timestep) => noise('hold', timestep)),
    clip: clipOf(clip, manifest.pixelRange),
    noise: async (timestep) => {
      // By the next turn the batch is on its way to the network's thread, and this one has nothing else to do.
      await setImmediate();
      return noise('step', timestep, room);
    },
  };
}

/** What a recipe asks for, over the range of pixels. */
export function clipOf(clip: ClipName, range: Manifest['pixelRange']): Clip {
  if (clip === 'none') return clipNone;
  return clip === 'range' ? clipToRange(range) : clipDynamically(range, clip.ratio, clip.max);
}
