import type { Model } from '../diffusion/estimate.ts';
import type { Evaluate } from '../runtime/batcher.ts';
import { tensor } from '../tensor/tensor.ts';
import { checkNoise } from './check-finite.ts';

/**
 * A U-Net that is told the timestep alone, as a model that heeds no prompt. Rejects when the U-Net answers what is no
 * number, as broken weights do.
 */
export function plainModel(evaluate: Evaluate): Model<string> {
  return async (xt, timestep) => {
    const rows = xt.dims[0]!;
    const { eps } = await evaluate({ sample: xt, timestep: tensor([rows], new Float32Array(rows).fill(timestep)) });
    checkNoise(eps!, timestep);
    return { eps: eps! };
  };
}
