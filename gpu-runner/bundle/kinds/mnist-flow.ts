import { z } from 'zod';
import { mnistClassVelocity } from '../../nets/mnist/unet.ts';
import type { Contents } from '../kind.ts';
import { readConfig } from '../read-config.ts';
import { files, indexOf, labels, picture, placed, unetOf } from './mnist.ts';

const Index = indexOf('MnistFlow', 'diffusers', 'FlowMatchEulerDiscreteScheduler');
const Unet = unetOf('MnistFlow', { num_classes: z.literal(10) });

/** Even times: diffusers' scheduler as it is without a shift. */
const Scheduler = z.strictObject({
  _class_name: z.literal('FlowMatchEulerDiscreteScheduler'),
  _diffusers_version: z.string().optional(),
  num_train_timesteps: z.int().min(2).max(10_000),
  shift: z.literal(1),
});

/**
 * Class-conditional digits by flow matching. The U-Net takes `sample` [N, 1, 28, 28], `timestep` [N] from 0, pure noise, to 1,
 * the picture, and `class` [N, 10] to `velocity` [N, 1, 28, 28], from noise to picture.
 */
export async function readMnistFlow(directory: string): Promise<Contents> {
  await readConfig(directory, files.index, Index);
  const { hidden } = await readConfig(directory, files.unet, Unet);
  const { num_train_timesteps: trainTimesteps } = await readConfig(directory, files.scheduler, Scheduler);
  return {
    traits: {
      ...picture,
      trainTimesteps,
      prompt: { kind: 'class', labels },
      accepts: { images: true, upscale: false },
      defaults: { guidance: 5, steps: Math.min(50, trainTimesteps) },
    },
    process: { kind: 'flow' },
    unet: placed(directory, mnistClassVelocity({ hidden })),
    files: Object.values(files),
  };
}
