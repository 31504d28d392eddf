import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { IfUnetConfig } from '../../nets/if/config.ts';
import { T5Config } from '../../nets/t5/config.ts';
import { t5Encoder } from '../../nets/t5/encoder.ts';
import { BundleError } from '../bundle-error.ts';
import type { Contents, TextParts } from '../kind.ts';
import { readConfig } from '../read-config.ts';
import { readSafety, safetyIndex } from '../safety-parts.ts';
import { filesOf, findWeights } from '../weights.ts';
import { betasOf, clipOf, FirstScheduler } from './ddpm-scheduler.ts';
import { part, readIfUnet, SCHEDULER, TOKENS, within } from './if-unet.ts';
import { readUpscaler } from './if-upscaler.ts';

/** The pipelines of diffusers that share the parts of stage 1. */
export const stage1Classes = ['IFPipeline', 'IFImg2ImgPipeline', 'IFInpaintingPipeline'] as const;

const Index = z.strictObject({
  _class_name: z.enum(stage1Classes),
  _diffusers_version: z.string().optional(),
  _name_or_path: z.string().optional(),
  unet: part('diffusers', 'UNet2DConditionModel'),
  scheduler: part('diffusers', 'DDPMScheduler'),
  text_encoder: part('transformers', 'T5EncoderModel'),
  tokenizer: part('transformers', 'T5Tokenizer', 'T5TokenizerFast'),
  ...safetyIndex,
});

/** Where the second stage lies in a bundle that has one. */
export const STAGE2 = 'stage2';

/** Pixels from text: DeepFloyd IF, and bundles in its layout; the second stage in a directory of the first. */
export async function readIf(directory: string): Promise<Contents> {
  const index = await readConfig(directory, 'model_index.json', Index);
  const scheduler = await readConfig(directory, SCHEDULER, FirstScheduler);
  const { config, unet, files } = await readIfUnet(directory, 3);
  const text = await readText(directory, config);
  const hasUpscaler = existsSync(join(directory, STAGE2));
  const first = { size: config.sample_size, textWidth: config.encoder_hid_dim };
  const upscaler = hasUpscaler ? await readUpscaler(directory, STAGE2, first) : undefined;
  const safety = await readSafety(directory, index);
  return {
    traits: {
      size: config.sample_size,
      channels: 3,
      trainTimesteps: scheduler.num_train_timesteps,
      pixelRange: [-1, 1],
      variance: 'learned',
      prompt: { kind: 'text', tokens: TOKENS },
      accepts: { images: true, upscale: hasUpscaler },
      defaults: { guidance: 7, steps: Math.min(50, scheduler.num_train_timesteps), clip: clipOf(scheduler) },
    },
    process: {
      kind: 'diffusion',
      betas: betasOf(scheduler),
      prediction: scheduler.prediction_type === 'epsilon' ? 'noise' : 'v',
    },
    unet,
    text: text.parts,
    ...(upscaler && { upscaler }),
    safety: safety.parts,
    files: ['model_index.json', SCHEDULER, ...files, ...text.files, ...(upscaler?.files ?? []), ...safety.files],
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
