import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { stepDraws } from '../step-draws.ts';
import type { DigitConfig } from './config.ts';
import { DIGITS } from './mnist.ts';

/** Share of the pictures trained without their class, which classifier-free guidance needs (Ho and Salimans, 2022). */
const CLASS_DROP = 0.1;

const drawsOf = stepDraws(['timestep', 'drop', 'noise']);

/** A number from 0 to 1 for each picture of the step, from which its timestep is made. */
export function drawTimes(config: DigitConfig, step: number): Float64Array {
  return drawsOf(config, step).uniforms('timestep', config.batch);
}

/** Standard normal noise in the shape of `image`. */
export function drawNoise(config: DigitConfig, step: number, image: Tensor): Tensor {
  return tensor(image.dims, drawsOf(config, step).normals('noise', image.data.length));
}

/** The one-hot rows of `label` [N, 10], a tenth of them zeroed. */
export function dropClasses(config: DigitConfig, step: number, label: Tensor): Tensor {
  const dropped = drawsOf(config, step)
    .uniforms('drop', config.batch)
    .map((u) => Number(u < CLASS_DROP));
  return tensor(
    label.dims,
    label.data.map((one, i) => (dropped[Math.floor(i / DIGITS)] ? 0 : one)),
  );
}
