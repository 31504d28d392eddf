import { join } from 'node:path';
import { z } from 'zod';
import { mnistClassEps } from '../../nets/mnist/unet.ts';
import type { Contents } from '../kind.ts';
import { readConfig } from '../read-config.ts';

export const files = {
  index: 'model_index.json',
  scheduler: 'scheduler/scheduler_config.json',
  unet: 'unet/config.json',
  weights: 'unet/diffusion_pytorch_model.safetensors',
} as const;

/** Version of the library that wrote a file, in diffusers' files; it changes nothing. */
const writtenBy = { _diffusers_version: z.string().optional() };

const Index = z.strictObject({
  ...writtenBy,
  _class_name: z.literal('MnistClassPipeline'),
  unet: z.tuple([z.literal('manifold'), z.literal('MnistClassUNet')]),
  scheduler: z.tuple([z.literal('diffusers'), z.literal('DDPMScheduler')]),
});

const Unet = z.strictObject({
  ...writtenBy,
  _class_name: z.literal('MnistClassUNet'),
  hidden: z.int().min(1).max(1024),
  sample_size: z.literal(28),
  in_channels: z.literal(1),
  out_channels: z.literal(1),
  num_classes: z.literal(10),
});

/** `fixed_large` is diffusers' name for the variance beta = 1 - alphaBar / alphaBarPrev. */
const Scheduler = z.strictObject({
  ...writtenBy,
  _class_name: z.literal('DDPMScheduler'),
  num_train_timesteps: z.int().min(2).max(10_000),
  beta_schedule: z.literal('linear'),
  beta_start: z.number().gt(0).lt(1),
  beta_end: z.number().gt(0).lt(1),
  prediction_type: z.literal('epsilon'),
  variance_type: z.literal('fixed_large'),
  clip_sample: z.literal(false),
});

const labels = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/**
 * Class-conditional digits. The U-Net takes `sample` [N, 1, 28, 28], `timestep` [N] and `class` [N, 10] to `eps`
 * [N, 1, 28, 28].
 */
export async function readMnistClass(directory: string): Promise<Contents> {
  await readConfig(directory, files.index, Index);
  const unet = await readConfig(directory, files.unet, Unet);
  const {
    num_train_timesteps: trainSteps,
    beta_start,
    beta_end,
  } = await readConfig(directory, files.scheduler, Scheduler);
  return {
    traits: {
      size: unet.sample_size,
      channels: unet.in_channels,
      trainTimesteps: trainSteps,
      pixelRange: [0, 1],
      variance: 'fixed',
      prompt: { kind: 'class', labels },
      accepts: { images: true, upscale: false },
      defaults: { guidance: 5, steps: Math.min(50, trainSteps) },
    },
    betas: { name: 'linear', first: beta_start, last: beta_end },
    unet: {
      net: mnistClassEps({ hidden: unet.hidden, trainSteps }),
      directory: join(directory, 'unet'),
      weights: 'diffusion_pytorch_model.safetensors',
    },
    files: Object.values(files),
  };
}
