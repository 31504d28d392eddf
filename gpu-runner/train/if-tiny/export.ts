import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeSafetensors } from '../../bundle/safetensors.ts';
import { PARTS } from '../../nets/if/text-to-image.ts';
import type { Tensors } from '../../tensor/tensor.ts';
import type { Metric } from '../metrics.ts';
import { type TinyConfig, tinyNetworks } from './run.ts';
import { THRESHOLDING } from './sampling.ts';
import { TINY_SCHEDULE } from './schedule.ts';

/** What a run has come to. */
export interface TinyResult {
  readonly config: TinyConfig;
  readonly step: number;
  readonly weights: Tensors;
  readonly metrics: readonly Metric[];
}

const INDEX = {
  _class_name: 'IFPipeline',
  _diffusers_version: '0.40.0',
  feature_extractor: [null, null],
  requires_safety_checker: false,
  safety_checker: [null, null],
  scheduler: ['diffusers', 'DDPMScheduler'],
  text_encoder: ['transformers', 'T5EncoderModel'],
  tokenizer: ['transformers', 'T5TokenizerFast'],
  unet: ['diffusers', 'UNet2DConditionModel'],
  watermarker: [null, null],
};

const SCHEDULER = {
  _class_name: 'DDPMScheduler',
  ...TINY_SCHEDULE,
  prediction_type: 'epsilon',
  variance_type: 'learned_range',
  thresholding: true,
  dynamic_thresholding_ratio: THRESHOLDING.ratio,
  sample_max_value: THRESHOLDING.max,
};

/** Writes both networks to `target` in half precision, in diffusers' layout, and answers a line about it. */
export async function exportTiny(target: string, { config, step, weights }: TinyResult): Promise<string> {
  const { text, unet } = tinyNetworks(config);
  const encoder = { architectures: ['T5EncoderModel'], ...text, pad_token_id: 0, eos_token_id: 1 };
  await writeJson(join(target, 'model_index.json'), INDEX);
  await writeJson(join(target, 'scheduler/scheduler_config.json'), SCHEDULER);
  await writeJson(join(target, PARTS.text, 'config.json'), encoder);
  await writeJson(join(target, PARTS.unet, 'config.json'), unet);
  await writePart(join(target, PARTS.text, 'model.safetensors'), weights, PARTS.text);
  await writePart(join(target, PARTS.unet, 'diffusion_pytorch_model.safetensors'), weights, PARTS.unet);
  return `${target}: ${step} steps`;
}

async function writePart(path: string, weights: Tensors, part: string): Promise<void> {
  const own = Object.entries(weights).filter(([name]) => name.startsWith(`${part}.`));
  const tensors = Object.fromEntries(own.map(([name, tensor]) => [name.slice(part.length + 1), tensor]));
  await mkdir(dirname(path), { recursive: true });
  await writeSafetensors(path, tensors, { format: 'pt' });
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
