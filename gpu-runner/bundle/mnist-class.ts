import { z } from 'zod';
import { mnistClassEps } from '../nets/mnist/unet.ts';
import type { Net } from '../nets/net.ts';
import { readConfig } from './read-config.ts';

/** Class of the pipeline in model_index.json. */
export const pipelineClass = 'MnistClassPipeline';

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
  _class_name: z.literal(pipelineClass),
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

export interface MnistClassConfig {
  readonly unet: z.infer<typeof Unet>;
  readonly scheduler: z.infer<typeof Scheduler>;
}

/** The configuration of a class-conditional digit bundle. Throws a BundleError naming what is missing or unknown. */
export async function readMnistClass(directory: string): Promise<MnistClassConfig> {
  await readConfig(directory, files.index, Index);
  return {
    unet: await readConfig(directory, files.unet, Unet),
    scheduler: await readConfig(directory, files.scheduler, Scheduler),
  };
}

/** The U-Net as configured: `sample` [N, 1, 28, 28], `timestep` [N] and `class` [N, 10] to `eps` [N, 1, 28, 28]. */
export function netOf({ unet, scheduler }: MnistClassConfig): Net {
  return mnistClassEps({ hidden: unet.hidden, trainSteps: scheduler.num_train_timesteps });
}
