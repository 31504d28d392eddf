import { type Tensor, zeros } from '../../tensor/tensor.ts';
import { epochBatches } from '../epochs.ts';
import type { Batches } from '../plan.ts';
import type { DigitConfig } from './config.ts';
import { copyPixels, DIGITS, type Mnist, SIDE } from './mnist.ts';

/** Pictures `[N, 1, 28, 28]` in [0, 1] and their digits one-hot `[N, 10]`. */
export interface Labelled {
  readonly image: Tensor;
  readonly label: Tensor;
}

/** Batches in the shuffled order of each epoch; every one a function of the seed and its number alone. */
export function labelledBatches(config: DigitConfig, data: Mnist): (index: number) => Labelled {
  const picturesAt = epochBatches(config, data.count);
  return (index) => gather(data, picturesAt(index));
}

/** The feeds of the judge. */
export function judgeBatches(config: DigitConfig, data: Mnist): Batches {
  const labelled = labelledBatches(config, data);
  return (index) => ({ ...labelled(index) });
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
