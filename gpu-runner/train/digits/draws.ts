import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { stepDraws } from '../step-draws.ts';
import type { DigitConfig, DigitConfigOf } from './config.ts';
import { DIGITS } from './mnist.ts';

const drawsOf = stepDraws(['timestep', 'drop', 'noise']);

/** A number from 0 to 1 for each picture of the step, from which its timestep is made. */
export function drawTimes(config: DigitConfig, step: number): Float64Array {
  return drawsOf(config, step).uniforms('timestep', config.batch);
}

/** Standard normal noise in the shape of `image`. */
export function drawNoise(config: DigitConfig, step: number, image: Tensor): Tensor {
  return tensor(image.dims, drawsOf(config, step).normals('noise', image.data.length));
}

/** The one-hot rows of `label` [N, 10], a share `drop` of them zeroed. */
export function dropClasses(config: DigitConfigOf<'mnist-class' | 'mnist-flow'>, step: number, label: Tensor): Tensor {
  const dropped = drawsOf(config, step)
    .uniforms('drop', config.batch)
    .map((u) => Number(u < config.drop));
  return tensor(
    label.dims,
    label.data.map((one, i) => (dropped[Math.floor(i / DIGITS)] ? 0 : one)),
  );
}
