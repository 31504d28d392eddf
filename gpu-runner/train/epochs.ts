import { shuffled } from '../tensor/shuffle.ts';

/** What of a run's configuration makes up its epochs. */
export interface InEpochs {
  /** The run uses the first `limit` pictures. */
  readonly limit: number;
  readonly batch: number;
}

/** Whole batches of an epoch; pictures left over wait for another epoch's shuffle. */
export function stepsPerEpoch({ limit, batch }: InEpochs): number {
  return Math.floor(limit / batch);
}

/** The epoch, from 0, of the step with this number, from 0. */
export function epochOf(config: InEpochs, index: number): number {
  return Math.floor(index / stepsPerEpoch(config));
}

/** The numbers of the pictures of each step's batch, of `count` pictures in the order that the seed draws for each epoch. */
export function epochBatches(
  config: InEpochs & { readonly seed: number },
  count: number,
): (index: number) => Uint32Array<ArrayBuffer> {
  let order = { epoch: -1, pictures: new Uint32Array() };
  return (index) => {
    const epoch = epochOf(config, index);
    if (order.epoch !== epoch) {
      const place = { seed: config.seed, stream: 'order', sample: epoch, timestep: 0 } as const;
      order = { epoch, pictures: shuffled(count, place) };
    }
    const start = (index % stepsPerEpoch(config)) * config.batch;
    return order.pictures.subarray(start, start + config.batch);
  };
}
