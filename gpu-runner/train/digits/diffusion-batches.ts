import { mixedRows } from '../../diffusion/forward.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import type { Batches } from '../plan.ts';
import { labelledBatches } from './batches.ts';
import type { DigitConfig, DigitConfigOf } from './config.ts';
import { drawNoise, drawTimes, dropClasses } from './draws.ts';
import type { Mnist } from './mnist.ts';
import { trainAlphaBars } from './schedule.ts';

/**
 * The feeds of the time-conditional U-Net: `x_t` and `eps` [N, 1, 28, 28], `t` [N] from 0 to T-1.
 * x_t = sqrt(alphaBar_t) x0 + sqrt(1 - alphaBar_t) eps (Ho et al. 2020, equation 4).
 */
export function timeBatches(config: DigitConfigOf<'mnist-time'>, data: Mnist): Batches {
  const labelled = labelledBatches(config, data);
  const alphaBar = trainAlphaBars(config);
  return (index) => noised(config, index, labelled(index).image, alphaBar);
}

/** The feeds of the class-conditional U-Net: those of the time-conditional one and `c` [N, 10], one-hot or zero. */
export function classBatches(config: DigitConfigOf<'mnist-class'>, data: Mnist): Batches {
  const labelled = labelledBatches(config, data);
  const alphaBar = trainAlphaBars(config);
  return (index) => {
    const { image, label } = labelled(index);
    return { ...noised(config, index, image, alphaBar), c: dropClasses(config, index, label) };
  };
}

function noised(config: DigitConfig, index: number, image: Tensor, alphaBar: Float32Array) {
  const t = Float32Array.from(drawTimes(config, index), (u) => Math.floor(u * alphaBar.length));
  const eps = drawNoise(config, index, image);
  const x_t = mixedRows(image, eps, (row) => {
    const kept = alphaBar[t[row]!]!;
    return [Math.sqrt(kept), Math.sqrt(1 - kept)];
  });
  return { x_t, t: tensor([config.batch], t), eps };
}
