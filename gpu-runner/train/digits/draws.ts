import { trainingDefaults } from '@manifold/shared/recipe/training';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { stepDraws } from '../step-draws.ts';
import type { DigitConfig } from './config.ts';
import { DIGITS } from './mnist.ts';

/** Share of the pictures trained without their class, which classifier-free guidance needs (Ho and Salimans, 2022). */
export function classDrop({ drop = trainingDefaults['mnist-class'].drop }: Pick<DigitConfig, 'drop'>): number {
  return drop;
}

const drawsOf = stepDraws(['timestep', 'drop', 'noise']);

/** A number from 0 to 1 for each picture of the step, from which its timestep is made. */
export function drawTimes(config: DigitConfig, step: number): Float64Array {
  return drawsOf(config, step).uniforms('timestep', config.batch);
}

/** Standard normal noise in the shape of `image`. */
export function drawNoise(config: DigitConfig, step: number, image: Tensor): Tensor {
  return tensor(image.dims, drawsOf(config, step).normals('noise', image.data.length));
}

/** The one-hot rows of `label` [N, 10], some of them zeroed, see `classDrop`. */
export function dropClasses(config: DigitConfig, step: number, label: Tensor): Tensor {
  const share = classDrop(config);
  const dropped = drawsOf(config, step)
    .uniforms('drop', config.batch)
    .map((u) => Number(u < share));
  return tensor(
    label.dims,
    label.data.map((one, i) => (dropped[Math.floor(i / DIGITS)] ? 0 : one)),
  );
}
