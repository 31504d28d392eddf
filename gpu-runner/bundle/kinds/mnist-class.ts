import { z } from 'zod';
import { mnistClassEps } from '../../nets/mnist/unet.ts';
import type { Contents } from '../kind.ts';
import { readConfig } from '../read-config.ts';
import { files, indexOf, labels, picture, placed, readDiffusion, unetOf } from './mnist.ts';

const Index = indexOf('MnistClass', 'diffusers', 'DDPMScheduler');
const Unet = unetOf('MnistClass', { num_classes: z.literal(10) });

/**
 * Class-conditional digits. The U-Net takes `sample` [N, 1, 28, 28], `timestep` [N] and `class` [N, 10] to `eps`
 * [N, 1, 28, 28].
 */
export async function readMnistClass(directory: string): Promise<Contents> {
  await readConfig(directory, files.index, Index);
  const { hidden } = await readConfig(directory, files.unet, Unet);
  const { trainSteps, betas } = await readDiffusion(directory);
  return {
    traits: {
      ...picture,
      trainTimesteps: trainSteps,
      prompt: { kind: 'class', labels },
      accepts: { images: true, upscale: false },
      defaults: { guidance: 5, steps: Math.min(50, trainSteps) },
    },
    process: { kind: 'diffusion', betas, prediction: 'noise' },
    unet: placed(directory, mnistClassEps({ hidden, trainSteps })),
    files: Object.values(files),
  };
}
