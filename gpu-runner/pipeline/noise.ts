import type { Recipe } from '@manifold/shared/recipe/recipe';
import { fillNormals, type Stream } from '../tensor/random.ts';
import { splitRows } from '../tensor/rows.ts';
import { type Tensor, zeros } from '../tensor/tensor.ts';
import type { Room } from '../tensor/workspace.ts';

/** What a stage needs noise for: its start, its steps, what it holds, and the picture that it enlarges. */
export type Purpose = 'init' | 'step' | 'hold' | 'low';

/** Standard normal noise [count, C, S, S] of a stage, in the room that is given where it has to be made. */
export type Noises = (purpose: Purpose, timestep: number, room?: Room) => Tensor;

/** Pictures that noise is made for. */
export interface Shape {
  readonly channels: number;
  readonly size: number;
}

/** The stage of a recipe, the first or the one that upscales. */
export type Stage = 'first' | 'upscale';

const streams = {
  first: { init: 'init', step: 'step', hold: 'hold', low: 'upscaleLow' },
  upscale: { init: 'upscaleInit', step: 'upscaleStep', hold: 'upscaleHold', low: 'upscaleLow' },
} as const satisfies Record<Stage, Record<Purpose, Stream>>;

/**
 * The noise of a stage of a recipe, by its seed. A sample's noise is that of its seed and place alone: the same whatever the
 * prompt, however many samples there are.
 */
export function noiseOf({ seed, count }: Recipe, { channels, size }: Shape, stage: Stage = 'first'): Noises {
  return (purpose, timestep, room = zeros) => {
    const place = { seed, stream: streams[stage][purpose], timestep };
    const noise = room([count, channels, size, size]);
    for (const [sample, { data }] of splitRows(noise, 1).entries()) fillNormals(data, { ...place, sample });
    return noise;
  };
}
