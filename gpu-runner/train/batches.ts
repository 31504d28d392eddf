import { shuffled } from '../tensor/shuffle.ts';
import { type Tensor, zeros } from '../tensor/tensor.ts';
import type { Batches } from './course.ts';
import { copyPixels, DIGITS, type Mnist, SIDE } from './dataset.ts';
import { epochOf, type RunConfig, stepsPerEpoch } from './run.ts';

/** Pictures `[N, 1, 28, 28]` in [0, 1] and their digits one-hot `[N, 10]`. */
export interface Labelled {
  readonly image: Tensor;
  readonly label: Tensor;
}

/** Batches in the shuffled order of each epoch; every one a function of the seed and its number alone. */
export function labelledBatches(config: RunConfig, data: Mnist): (index: number) => Labelled {
  let order = { epoch: -1, pictures: new Uint32Array() };
  return (index) => {
    const epoch = epochOf(config, index);
    if (order.epoch !== epoch) order = { epoch, pictures: permutation(data.count, config.seed, epoch) };
    const start = (index % stepsPerEpoch(config)) * config.batch;
    return gather(data, order.pictures.subarray(start, start + config.batch));
  };
}

/** The feeds of the judge. */
export function judgeBatches(config: RunConfig, data: Mnist): Batches {
  const labelled = labelledBatches(config, data);
  return (index) => ({ ...labelled(index) });
}

/** Numbers 0 to count-1 in the order of this epoch. */
export function permutation(count: number, seed: number, epoch: number): Uint32Array<ArrayBuffer> {
  return shuffled(count, { seed, stream: 'order', sample: epoch, timestep: 0 });
}

function gather(data: Mnist, pictures: Uint32Array): Labelled {
  const image = zeros([pictures.length, 1, SIDE, SIDE]);
  const label = zeros([pictures.length, DIGITS]);
  pictures.forEach((picture, row) => {
    copyPixels(data, picture, image.data, row * SIDE * SIDE);
    label.data[row * DIGITS + data.labels[picture]!] = 1;
  });
  return { image, label };
}
