import type { Recipe } from '@manifold/shared/recipe/recipe';
import { noiseAt } from '../tensor/noise.ts';
import type { Stream } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Room } from '../tensor/workspace.ts';

/** What a stage needs noise for: its start, its steps, and what it holds. */
export type Purpose = 'init' | 'step' | 'hold';

/** The second stage needs some for the picture that it enlarges too. */
export type UpscalePurpose = Purpose | 'low';

/** Standard normal noise [count, C, S, S] of a stage, in the room that is given where it has to be made. */
export type Noises<P extends UpscalePurpose = Purpose> = (purpose: P, timestep: number, room?: Room) => Tensor;

/** Pictures that noise is made for. */
export interface Shape {
  readonly channels: number;
  readonly size: number;
}

/** The noise of a recipe's first stage, by its seed; what it starts from may be that of another timestep. */
export function noiseOf(recipe: Recipe, shape: Shape): Noises {
  const { start } = recipe;
  const noise = drawn({ init: 'init', step: 'step', hold: 'hold' }, recipe, shape);
  const initial = 'noise' in start ? start.drawnAt : undefined;
  if (initial === undefined) return noise;
  return (purpose, timestep, room) => noise(purpose, purpose === 'init' ? initial : timestep, room);
}

/** The noise of its second. */
export function upscaleNoiseOf(recipe: Recipe, shape: Shape): Noises<UpscalePurpose> {
  const streams = { init: 'upscaleInit', step: 'upscaleStep', hold: 'upscaleHold', low: 'upscaleLow' } as const;
  return drawn(streams, recipe, shape);
}

/** A sample's noise is that of its seed and place alone: the same whatever the prompt, however many samples there are. */
function drawn<P extends UpscalePurpose>(
  streams: Readonly<Record<P, Stream>>,
  { seed, count }: Recipe,
  { channels, size }: Shape,
): Noises<P> {
  return (purpose, timestep, room) =>
    noiseAt({ seed, stream: streams[purpose], sample: 0, timestep }, [count, channels, size, size], room);
}
