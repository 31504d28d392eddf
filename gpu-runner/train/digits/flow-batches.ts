import { mixed, mixedRows } from '../../diffusion/forward.ts';
import { tensor } from '../../tensor/tensor.ts';
import type { Batches } from '../plan.ts';
import { labelledBatches } from './batches.ts';
import type { DigitConfigOf } from './config.ts';
import { drawNoise, drawTimes, dropClasses } from './draws.ts';
import type { Mnist } from './mnist.ts';

/**
 * The feeds of flow matching on the class-conditional U-Net: `x_t` and `velocity` [N, 1, 28, 28], `t` [N] from 0, pure noise,
 * to 1, the picture, and `c` [N, 10], one-hot or zero. x_t = (1 - t) noise + t picture, whose velocity is picture - noise
 * (Lipman et al. 2022, arXiv:2210.02747, section 4.1, with sigma_min = 0).
 */
export function flowBatches(config: DigitConfigOf<'mnist-flow'>, data: Mnist): Batches {
  const labelled = labelledBatches(config, data);
  return (index) => {
    const { image, label } = labelled(index);
    const t = Float32Array.from(drawTimes(config, index));
    const noise = drawNoise(config, index, image);
    return {
      x_t: mixedRows(image, noise, (row) => [t[row]!, 1 - t[row]!]),
      t: tensor([config.batch], t),
      c: dropClasses(config, index, label),
      velocity: mixed(image, 1, noise, -1),
    };
  };
}
