import { normals, type Place, uniforms } from '../tensor/random.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { DIGITS } from './dataset.ts';
import type { RunConfig } from './run.ts';

/** Share of the pictures trained without their class, which classifier-free guidance needs (Ho and Salimans, 2022). */
const CLASS_DROP = 0.1;

/** What a step draws, each from a sequence of its own. */
const DRAW = { timestep: 0, drop: 1, noise: 2 } as const;

/** A number from 0 to 1 for each picture of the step, from which its timestep is made. */
export function drawTimes(config: RunConfig, step: number): Float64Array {
  return uniforms(place(config, step, DRAW.timestep), config.batch);
}

/** Standard normal noise in the shape of `image`. */
export function drawNoise(config: RunConfig, step: number, image: Tensor): Tensor {
  return tensor(image.dims, normals(place(config, step, DRAW.noise), image.data.length));
}

/** The one-hot rows of `label` [N, 10], a tenth of them zeroed. */
export function dropClasses(config: RunConfig, step: number, label: Tensor): Tensor {
  const dropped = uniforms(place(config, step, DRAW.drop), config.batch).map((u) => Number(u < CLASS_DROP));
  return tensor(
    label.dims,
    label.data.map((one, i) => (dropped[Math.floor(i / DIGITS)] ? 0 : one)),
  );
}

function place({ seed }: RunConfig, step: number, what: number): Place {
  return { seed, stream: 'train', sample: step, timestep: what };
}
