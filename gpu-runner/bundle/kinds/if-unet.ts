import { join } from 'node:path';
import { z } from 'zod';
import { IfUnetConfig } from '../../nets/if/config.ts';
import { ifUnet } from '../../nets/if/unet.ts';
import { BundleError } from '../bundle-error.ts';
import type { PlacedNet } from '../kind.ts';
import { readConfig } from '../read-config.ts';
import { filesOf, findWeights } from '../weights.ts';

/** Tokens of every prompt: the U-Net attends to the padding too, so that no other number gives the same pictures. */
export const TOKENS = 77;

export const SCHEDULER = 'scheduler/scheduler_config.json';

/** A part in model_index.json: its library and its class. */
export function part<L extends string, N extends string>(library: L, ...names: readonly N[]) {
  return z.tuple([z.literal(library), z.enum(names)]);
}

/** A part that not every bundle has; one without it says null. */
export const optionalPart = z.tuple([z.string().nullable(), z.string().nullable()]).optional();

/** The U-Net of either stage, which takes `channels` and gives noise and variance of three each, and its files. */
export async function readIfUnet(
  directory: string,
  channels: 3 | 6,
): Promise<{ config: IfUnetConfig; unet: PlacedNet; files: string[] }> {
  const place = join(directory, 'unet');
  const config = await readConfig(place, 'config.json', IfUnetConfig);
  const fault = (detail: string) => new BundleError(`${join(place, 'config.json')}: ${detail}`);
  if (config.in_channels !== channels) throw fault(`/in_channels: must be ${channels}`);
  if (config.out_channels !== 6) throw fault('/out_channels: must be 6, noise and variance');
  const weights = findWeights(place, 'diffusion_pytorch_model');
  const size = { height: config.sample_size, width: config.sample_size, tokens: TOKENS };
  return {
    config,
    unet: { net: ifUnet(config, size), directory: place, weights },
    files: within('unet', ['config.json', ...(await filesOf(place, weights))]),
  };
}

export function within(folder: string, files: readonly string[]): string[] {
  return files.map((file) => `${folder}/${file}`);
}
