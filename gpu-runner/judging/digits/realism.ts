import { FEATURES } from '../../nets/mnist/classifier.ts';
import { shuffled } from '../../tensor/shuffle.ts';
import { DIGITS } from '../../train/digits/mnist.ts';
import { frechetDistance, gaussianOf } from './frechet.ts';

/** Frechet distances on the judge's features: of the samples, and between real pictures for comparison. */
export interface Realism extends Yardstick {
  /** Of the samples to the test pictures. */
  readonly frechet: number;
}

/** Frechet distances between test pictures, each the mean of `DRAWINGS`. */
export interface Yardstick {
  /** Between two halves of them. */
  readonly halves: number;
  /**
   * Of as many test pictures as there are samples, half of all at most, to the others: what a sampler without fault comes to,
   * since fewer pictures lie further from what they were drawn from.
   */
  readonly asMany: number;
  /** How many those were. */
  readonly few: number;
  /** Whether those were as many of each digit, as the samples are. */
  readonly isEven: boolean;
}

/** How many drawings of test pictures a distance between them is the mean of. */
export const DRAWINGS = 5;

/** The rows of some test pictures, and of the others. */
type Split = readonly [some: Uint32Array, others: Uint32Array];

/** Of samples to test pictures, both features [N, FEATURES]. */
export function frechetOf(samples: Float32Array, test: Float32Array): number {
  return frechetDistance(gaussianOf(samples, FEATURES), gaussianOf(test, FEATURES));
}

/**
 * For so many `samples`, of test pictures whose features [N, FEATURES] are given; their `labels` too where the samples are as many of
 * each digit.
 */
export function yardstickOf(samples: number, test: Float32Array, labels?: Uint8Array): Yardstick {
  const half = Math.floor(test.length / FEATURES / 2);
  const few = Math.min(half, samples);
  return {
    few,
    isEven: labels !== undefined,
    halves: meanDistance(test, (order) => firstOf(order, half)),
    asMany: meanDistance(test, (order) => (labels ? firstOfEach(order, few / DIGITS, labels) : firstOf(order, few))),
  };
}

/** The mean distance between the two parts that `split` makes of the pictures in an order that is drawn. */
function meanDistance(features: Float32Array, split: (order: Uint32Array) => Split): number {
  const distances = Array.from({ length: DRAWINGS }, (_, sample) => {
    const order = shuffled(features.length / FEATURES, { seed: 0, stream: 'order', sample, timestep: 0 });
    const [some, others] = split(order).map((rows) => gaussianOf(gathered(features, rows), FEATURES));
    return frechetDistance(some!, others!);
  });
  return distances.reduce((sum, distance) => sum + distance) / DRAWINGS;
}

function firstOf(order: Uint32Array, count: number): Split {
  return [order.subarray(0, count), order.subarray(count)];
}

function firstOfEach(order: Uint32Array, count: number, labels: Uint8Array): Split {
  const seen = new Uint32Array(DIGITS);
  const isFirst = Array.from(order, (row) => seen[labels[row]!]!++ < count);
  return [order.filter((_, i) => isFirst[i]), order.filter((_, i) => !isFirst[i])];
}

function gathered(features: Float32Array, rows: Uint32Array): Float32Array {
  const found = new Float32Array(rows.length * FEATURES);
  rows.forEach((row, i) => {
    found.set(features.subarray(row * FEATURES, (row + 1) * FEATURES), i * FEATURES);
  });
  return found;
}
