import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readNumbers } from '../../bundle/safetensors.ts';
import { PARTS } from '../../nets/if/text-to-image.ts';
import type { Tensors } from '../../tensor/tensor.ts';
import { CheckpointError } from '../checkpoint.ts';
import { readJson } from '../read-json.ts';

/** Where each part's weights lie in a bundle of stage 1. */
export const WEIGHTS = {
  [PARTS.text]: join(PARTS.text, 'model.safetensors'),
  [PARTS.unet]: join(PARTS.unet, 'diffusion_pytorch_model.safetensors'),
};

export const SCHEDULER_CONFIG = join('scheduler', 'scheduler_config.json');

/** What diffusers calls it that a U-Net answers with v. */
export const V_PREDICTION = 'v_prediction';

/** Whether `directory` holds a bundle of stage 1, as an export writes it, and not a run. */
export function isBundled(directory: string): boolean {
  return Object.values(WEIGHTS).every((file) => existsSync(join(directory, file)));
}

/**
 * A training state with the weights of the bundle in `directory`; what an optimiser remembers is not in a bundle, and begins anew.
 * Throws a CheckpointError where the bundle's U-Net has learnt the noise, or does not
 * say what.
 */
export async function bundledState(directory: string): Promise<Tensors> {
  const { prediction_type: learnt } = await readJson(directory, SCHEDULER_CONFIG, z.looseObject({}));
  if (learnt !== V_PREDICTION) {
    const path = join(directory, SCHEDULER_CONFIG);
    throw new CheckpointError(`${path}: /prediction_type: must be ${V_PREDICTION}, to go on from`);
  }
  const parts = Object.entries(WEIGHTS).map(async ([part, file]) => {
    const tensors = Object.entries(await readNumbers(join(directory, file)));
    return tensors.map(([name, tensor]) => [`param.${part}.${name}`, tensor]);
  });
  return Object.fromEntries((await Promise.all(parts)).flat());
}
