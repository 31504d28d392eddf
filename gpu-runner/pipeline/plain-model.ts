import type { Model } from '../diffusion/estimate.ts';
import type { Evaluate } from '../runtime/batcher.ts';
import { tensor } from '../tensor/tensor.ts';
import { checkOutput } from './check-finite.ts';

/**
 * A U-Net that is told the timestep alone, as a model that heeds no prompt. Rejects when the U-Net answers what is no
 * number, as broken weights do.
 */
export function plainModel(evaluate: Evaluate): Model<string> {
  return async (xt, timestep) => {
    const rows = xt.dims[0]!;
    const feeds = { sample: xt, timestep: tensor([rows], new Float32Array(rows).fill(timestep)) };
    const [output] = Object.values(await evaluate(feeds));
    checkOutput(output!, timestep);
    return { output: output! };
  };
}
