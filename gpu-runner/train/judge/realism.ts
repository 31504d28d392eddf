import { FEATURES } from '../../nets/mnist/classifier.ts';
import { shuffled } from '../../tensor/shuffle.ts';
import { frechetDistance, gaussianOf } from './frechet.ts';

/** Frechet distances on the judge's features: of the samples, and between real pictures for comparison. */
export interface Realism {
  /** Of the samples to the test pictures. */
  readonly frechet: number;
  /** Between two halves of the test pictures. */
  readonly halves: number;
  /**
   * Of as many test pictures as there are samples, half of all at most, to the others: what a sampler without fault comes to,
   * since fewer pictures lie further from what they were drawn from.
   */
  readonly asMany: number;
  /** How many those were. */
  readonly few: number;
}

/** `samples` and `test` are features [N, FEATURES]. */
export function realismOf(samples: Float32Array, test: Float32Array): Realism {
  const half = Math.floor(test.length / FEATURES / 2);
  const few = Math.min(half, samples.length / FEATURES);
  return {
    few,
    frechet: frechetDistance(gaussianOf(samples, FEATURES), gaussianOf(test, FEATURES)),
    halves: apart(test, half),
    asMany: apart(test, few),
  };
}

/** The distance of `count` pictures to the others; in a drawn order, since the test set's first half was written by others. */
function apart(features: Float32Array, count: number): number {
  const order = shuffled(features.length / FEATURES, { seed: 0, stream: 'order', sample: 0, timestep: 0 });
  const part = (rows: Uint32Array) => {
    const gathered = new Float32Array(rows.length * FEATURES);
    rows.forEach((row, i) => {
      gathered.set(features.subarray(row * FEATURES, (row + 1) * FEATURES), i * FEATURES);
    });
    return gaussianOf(gathered, FEATURES);
  };
  return frechetDistance(part(order.subarray(0, count)), part(order.subarray(count)));
}
