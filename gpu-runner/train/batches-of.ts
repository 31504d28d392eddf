import { judgeBatches } from './batches.ts';
import type { Mnist } from './dataset.ts';
import { diffusionBatches } from './diffusion-batches.ts';
import type { Batches } from './loop.ts';
import type { RunConfig } from './run.ts';
import { trainAlphaBars } from './schedule.ts';

/** The feeds of a run's net. */
export function batchesOf(config: RunConfig, data: Mnist): Batches {
  switch (config.net) {
    case 'mnist-class':
      return diffusionBatches(config, data, trainAlphaBars());
    case 'mnist-judge':
      return judgeBatches(config, data);
  }
}
