import { join } from 'node:path';
import { z } from 'zod';
import type { Net } from '../../nets/net.ts';
import type { Contents, PlacedNet } from '../kind.ts';
import { readConfig } from '../read-config.ts';

/*
 * What the pipelines of digits have in common: one channel of 28 x 28 pixels from 0 to 1, and a U-Net of width `hidden`.
 */

export const files = {
  index: 'model_index.json',
  scheduler: 'scheduler/scheduler_config.json',
  unet: 'unet/config.json',
  weights: 'unet/diffusion_pytorch_model.safetensors',
} as const;

/** Version of the library that wrote a file, in diffusers' files; it changes nothing. */
const writtenBy = { _diffusers_version: z.string().optional() };

/** Labels of the bundles that are asked for a digit. */
export const labels = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** What the manifest says of all of them. */
export const picture: Pick<Contents['traits'], 'size' | 'channels' | 'pixelRange' | 'variance'> = {
  size: 28,
  channels: 1,
  pixelRange: [0, 1],
  variance: 'fixed',
};

/** The pipeline `${name}Pipeline`, of the U-Net `${name}UNet` and a scheduler. */
export function indexOf(name: string, library: 'diffusers' | 'manifold', scheduler: string) {
  return z.strictObject({
    ...writtenBy,
    _class_name: z.literal(`${name}Pipeline`),
    unet: z.tuple([z.literal('manifold'), z.literal(`${name}UNet`)]),
    scheduler: z.tuple([z.literal(library), z.literal(scheduler)]),
  });
}

/** The configuration of `${name}UNet`; `more` is what it has beside a picture and a width. */
export function unetOf<T extends z.ZodRawShape>(name: string, more: T) {
  return z.strictObject({
    ...writtenBy,
    _class_name: z.literal(`${name}UNet`),
    hidden: z.int().min(1).max(1024),
    sample_size: z.literal(28),
    in_channels: z.literal(1),
    out_channels: z.literal(1),
    ...more,
  });
}

/** The scheduler of the digits' diffusions. `fixed_large` is diffusers' name for the variance beta = 1 - alphaBar / alphaBarPrev. */
const DiffusionScheduler = z.strictObject({
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

/** Training length and betas of a diffusion of digits. */
export async function readDiffusion(directory: string) {
  const { num_train_timesteps, beta_start, beta_end } = await readConfig(
    directory,
    files.scheduler,
    DiffusionScheduler,
  );
  return { trainSteps: num_train_timesteps, betas: { name: 'linear', first: beta_start, last: beta_end } as const };
}

export function placed(directory: string, net: Net): PlacedNet {
  return { net, directory: join(directory, 'unet'), weights: 'diffusion_pytorch_model.safetensors' };
}
