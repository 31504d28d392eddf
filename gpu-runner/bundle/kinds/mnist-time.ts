import { mnistTimeEps } from '../../nets/mnist/unet.ts';
import type { Contents } from '../kind.ts';
import { readConfig } from '../read-config.ts';
import { files, indexOf, picture, placed, readDiffusion, unetOf } from './mnist.ts';

const Index = indexOf('MnistTime', 'diffusers', 'DDPMScheduler');
const Unet = unetOf('MnistTime', {});

/** Digits that nobody asks for. The U-Net takes `sample` [N, 1, 28, 28] and `timestep` [N] to `eps` [N, 1, 28, 28]. */
export async function readMnistTime(directory: string): Promise<Contents> {
  await readConfig(directory, files.index, Index);
  const { hidden } = await readConfig(directory, files.unet, Unet);
  const { trainSteps, betas } = await readDiffusion(directory);
  return {
    traits: {
      ...picture,
      trainTimesteps: trainSteps,
      prompt: { kind: 'none' },
      accepts: { images: true, upscale: false },
      defaults: { guidance: 1, steps: Math.min(50, trainSteps) },
    },
    process: { kind: 'diffusion', betas, prediction: 'noise' },
    unet: placed(directory, mnistTimeEps({ hidden, trainSteps })),
    files: Object.values(files),
  };
}
