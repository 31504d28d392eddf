import { denoiserTimesteps } from '@manifold/shared/recipe/denoiser-noise';
import { z } from 'zod';
import { mnistDenoiser } from '../../nets/mnist/unet.ts';
import type { Contents } from '../kind.ts';
import { readConfig } from '../read-config.ts';
import { files, indexOf, picture, placed, unetOf } from './mnist.ts';

const Index = indexOf('MnistDenoiser', 'manifold', 'AddedNoise');
const Unet = unetOf('MnistDenoiser', {});

/** The noise added to pictures, whose standard deviation is a hundredth of the timestep. */
const Scheduler = z.strictObject({
  _class_name: z.literal('AddedNoise'),
  num_train_timesteps: z.literal(denoiserTimesteps),
  prediction_type: z.literal('sample'),
});

/** Takes noise off digits. The U-Net takes `sample` [N, 1, 28, 28], x + sigma z, to `clean` [N, 1, 28, 28]. */
export async function readMnistDenoiser(directory: string): Promise<Contents> {
  await readConfig(directory, files.index, Index);
  await readConfig(directory, files.scheduler, Scheduler);
  const { hidden } = await readConfig(directory, files.unet, Unet);
  return {
    traits: {
      ...picture,
      trainTimesteps: denoiserTimesteps,
      prompt: { kind: 'none' },
      accepts: { images: true, upscale: false },
      defaults: { guidance: 1, steps: 1 },
    },
    process: { kind: 'denoiser' },
    unet: placed(directory, mnistDenoiser({ hidden })),
    files: Object.values(files),
  };
}
