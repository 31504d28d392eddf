import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { IfUnetConfig } from '../../nets/if/config.ts';
import { ifUnet } from '../../nets/if/unet.ts';
import { T5Config } from '../../nets/t5/config.ts';
import { t5Encoder } from '../../nets/t5/encoder.ts';
import { BundleError } from '../bundle-error.ts';
import type { Contents, PlacedNet, TextParts } from '../kind.ts';
import { readConfig } from '../read-config.ts';
import { filesOf, findWeights } from '../weights.ts';
import { betasOf, clipOf, DenoisingScheduler } from './ddpm-scheduler.ts';

/** Tokens of every prompt: the U-Net attends to the padding too, so that no other number gives the same pictures. */
const TOKENS = 77;

const part = (library: string, name: string) => z.tuple([z.literal(library), z.literal(name)]);
/** A part that not every bundle has; one without it says null. */
const optionalPart = z.tuple([z.string().nullable(), z.string().nullable()]).optional();

/** The pipelines of diffusers that share the parts of stage 1. */
export const stage1Classes = ['IFPipeline', 'IFImg2ImgPipeline', 'IFInpaintingPipeline'] as const;

const Index = z.strictObject({
  _class_name: z.enum(stage1Classes),
  _diffusers_version: z.string().optional(),
  _name_or_path: z.string().optional(),
  unet: part('diffusers', 'UNet2DConditionModel'),
  scheduler: part('diffusers', 'DDPMScheduler'),
  text_encoder: part('transformers', 'T5EncoderModel'),
  tokenizer: z.tuple([z.literal('transformers'), z.enum(['T5Tokenizer', 'T5TokenizerFast'])]),
  safety_checker: optionalPart,
  feature_extractor: optionalPart,
  watermarker: optionalPart,
  requires_safety_checker: z.boolean().optional(),
});

/** Pixels from text: the first stage of DeepFloyd IF, and of bundles in its layout. */
export async function readIf(directory: string): Promise<Contents> {
  await readConfig(directory, 'model_index.json', Index);
  const scheduler = await readConfig(directory, SCHEDULER, DenoisingScheduler);
  const { config, unet, files } = await readIfUnet(directory, 3);
  const text = await readText(directory, config);
  return {
    traits: {
      size: config.sample_size,
      channels: 3,
      trainTimesteps: scheduler.num_train_timesteps,
      pixelRange: [-1, 1],
      variance: 'learned',
      prompt: { kind: 'text', tokens: TOKENS },
      accepts: { images: true, upscale: false },
      defaults: { guidance: 7, steps: Math.min(50, scheduler.num_train_timesteps), clip: clipOf(scheduler) },
    },
    process: { kind: 'diffusion', betas: betasOf(scheduler) },
    unet,
    text: text.parts,
    files: ['model_index.json', SCHEDULER, ...files, ...text.files],
  };
}

export const SCHEDULER = 'scheduler/scheduler_config.json';

/** The U-Net of either stage, which takes `channels` and gives noise and variance of three each, and its files. */
export async function readIfUnet(
  directory: string,
  channels: 3 | 6,
): Promise<{ config: IfUnetConfig; unet: PlacedNet; files: string[] }> {
  const config = await readConfig(directory, 'unet/config.json', IfUnetConfig);
  const path = join(directory, 'unet/config.json');
  if (config.in_channels !== channels) throw new BundleError(`${path}: /in_channels: must be ${channels}`);
  if (config.out_channels !== 6) throw new BundleError(`${path}: /out_channels: must be 6, noise and variance`);
  const weights = findWeights(join(directory, 'unet'), 'diffusion_pytorch_model');
  const size = { height: config.sample_size, width: config.sample_size, tokens: TOKENS };
  return {
    config,
    unet: { net: ifUnet(config, size), directory: join(directory, 'unet'), weights },
    files: within('unet', ['config.json', ...(await filesOf(join(directory, 'unet'), weights))]),
  };
}

async function readText(directory: string, unet: IfUnetConfig): Promise<{ parts: TextParts; files: string[] }> {
  const config = await readConfig(directory, 'text_encoder/config.json', T5Config);
  if (config.d_model !== unet.encoder_hid_dim) {
    const path = join(directory, 'text_encoder/config.json');
    throw new BundleError(`${path}: /d_model: must be ${unet.encoder_hid_dim}, encoder_hid_dim of the U-Net`);
  }
  const place = join(directory, 'text_encoder');
  const weights = findWeights(place, 'model');
  const files = [
    ...within('text_encoder', ['config.json', ...(await filesOf(place, weights))]),
    ...within('tokenizer', vocabularyOf(join(directory, 'tokenizer'))),
  ];
  const encoder = { net: t5Encoder(config, TOKENS), directory: place, weights };
  return { parts: { encoder, tokenizer: join(directory, 'tokenizer'), tokens: TOKENS, files }, files };
}

/** The files of a tokenizer that say how a text is cut. */
function vocabularyOf(directory: string): string[] {
  const files = ['spiece.model', 'tokenizer.json'];
  const found = files.filter((file) => existsSync(join(directory, file)));
  if (found.length > 0) return found;
  throw new BundleError(`${directory} holds no tokenizer; it wants ${files.join(' or ')}`);
}

function within(folder: string, files: readonly string[]): string[] {
  return files.map((file) => `${folder}/${file}`);
}
