import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode, type Field, float, integer, message, string } from '../graph/protobuf.ts';
import { IfUnetConfig } from '../nets/if/config.ts';
import { ifUnet } from '../nets/if/unet.ts';
import { T5Config } from '../nets/t5/config.ts';
import { t5Encoder } from '../nets/t5/encoder.ts';
import { writeJson } from './random-bundle.fixture.ts';
import { randomWeights } from './random-weights.fixture.ts';
import { writeSafetensors } from './safetensors.ts';

/*
 * For tests: a text-to-image bundle of random weights in the layout of DeepFloyd IF, of 16 px and then of 32.
 */

const tokens = 77;
const width = 32;

const text = {
  model_type: 't5',
  d_model: width,
  d_kv: 8,
  d_ff: 32,
  num_layers: 2,
  num_heads: 2,
  relative_attention_num_buckets: 8,
  feed_forward_proj: 'gated-gelu',
};

const unet = {
  _class_name: 'UNet2DConditionModel',
  sample_size: 16,
  in_channels: 3,
  out_channels: 6,
  block_out_channels: [8, 16],
  layers_per_block: 1,
  down_block_types: ['ResnetDownsampleBlock2D', 'SimpleCrossAttnDownBlock2D'],
  mid_block_type: 'UNetMidBlock2DSimpleCrossAttn',
  up_block_types: ['SimpleCrossAttnUpBlock2D', 'ResnetUpsampleBlock2D'],
  act_fn: 'gelu',
  norm_num_groups: 4,
  attention_head_dim: 8,
  cross_attention_dim: 32,
  cross_attention_norm: 'group_norm',
  encoder_hid_dim: width,
  addition_embed_type: 'text',
  addition_embed_type_num_heads: 2,
  resnet_time_scale_shift: 'scale_shift',
};

/** With all that stands in those of DeepFloyd. */
const scheduler = {
  _class_name: 'DDPMScheduler',
  _diffusers_version: '0.16.0.dev0',
  beta_end: 0.02,
  beta_schedule: 'squaredcos_cap_v2',
  beta_start: 0.0001,
  clip_sample: true,
  clip_sample_range: 1,
  dynamic_thresholding_ratio: 0.95,
  lambda_min_clipped: -5.1,
  num_train_timesteps: 1000,
  prediction_type: 'epsilon',
  sample_max_value: 1.5,
  thresholding: true,
  trained_betas: null,
  variance_type: 'learned_range',
};

/** With the options of the second stage that the first has not. */
const upscaler = {
  ...unet,
  sample_size: 32,
  in_channels: 6,
  only_cross_attention: true,
  class_embed_type: 'timestep',
  time_embedding_act_fn: 'gelu',
  resnet_skip_time_act: true,
  resnet_out_scale_factor: 1.4,
  mid_block_scale_factor: 1.4,
};

const index = {
  _class_name: 'IFPipeline',
  unet: ['diffusers', 'UNet2DConditionModel'],
  scheduler: ['diffusers', 'DDPMScheduler'],
  text_encoder: ['transformers', 'T5EncoderModel'],
  tokenizer: ['transformers', 'T5Tokenizer'],
  safety_checker: [null, null],
  feature_extractor: [null, null],
  watermarker: [null, null],
};

/** The configurations that the bundle is written with, by file. */
export const ifConfigs = {
  'model_index.json': index,
  'scheduler/scheduler_config.json': scheduler,
  'unet/config.json': unet,
  'stage2/model_index.json': {
    ...index,
    _class_name: 'IFSuperResolutionPipeline',
    image_noising_scheduler: ['diffusers', 'DDPMScheduler'],
    text_encoder: [null, null],
    tokenizer: [null, null],
  },
  'stage2/scheduler/scheduler_config.json': { ...scheduler, sample_max_value: 1 },
  'stage2/image_noising_scheduler/scheduler_config.json': {
    _class_name: 'DDPMScheduler',
    num_train_timesteps: 1000,
    beta_schedule: 'squaredcos_cap_v2',
    variance_type: 'fixed_small',
  },
  'stage2/unet/config.json': upscaler,
};

/** Writes the bundle into a directory of its own, and answers the directory. */
export async function randomIfBundle({ name = 'if-random', card = '' } = {}): Promise<string> {
  const directory = join(await mkdtemp(join(tmpdir(), 'manifold-')), name);
  for (const [file, value] of Object.entries(ifConfigs)) await writeJson(directory, file, value);
  await writeText(directory);
  await writeUnet(directory, unet);
  await writeUnet(join(directory, 'stage2'), upscaler);
  if (card) await writeFile(join(directory, 'README.md'), card);
  return directory;
}

async function writeUnet(directory: string, options: typeof unet): Promise<void> {
  const size = { height: options.sample_size, width: options.sample_size, tokens };
  const weights = randomWeights(ifUnet(IfUnetConfig.parse(options), size));
  await writeSafetensors(join(directory, 'unet/diffusion_pytorch_model.safetensors'), weights);
}

/** An encoder, and a vocabulary of its letters. */
async function writeText(directory: string): Promise<void> {
  const pieces = vocabulary();
  await mkdir(join(directory, 'tokenizer'), { recursive: true });
  await writeFile(join(directory, 'tokenizer/spiece.model'), encode(...pieces));
  const config = { ...text, vocab_size: pieces.length };
  await writeJson(directory, 'text_encoder/config.json', config);
  const weights = randomWeights(t5Encoder(T5Config.parse(config), tokens));
  await writeSafetensors(join(directory, 'text_encoder/model.safetensors'), weights);
}

function vocabulary(): Field[] {
  const [normal, unknown, control] = [1, 2, 3];
  const piece = (word: string, score: number, kind: number) =>
    message(1, string(1, word), float(2, score), integer(3, kind));
  const letters = [...'▁abcdefghijklmnopqrstuvwxyz'].map((letter) => piece(letter, -3, normal!));
  return [piece('<pad>', 0, control!), piece('</s>', 0, control!), piece('<unk>', 0, unknown!), ...letters];
}
