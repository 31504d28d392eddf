import { join } from 'node:path';
import { silentText } from '../../../nets/if/silent-text.ts';
import { readManifest } from '../../dataset/dataset.ts';
import { historyIn, ownLap, writeHistory } from '../../history.ts';
import { measuredAt } from '../../measured.ts';
import { type Exported, writeJson, writeWeights } from '../../output.ts';
import type { TinyResult } from '../card.ts';
import { hangGrid, INDEX, SCHEDULER } from '../export.ts';
import { imagesAfter } from '../run.ts';
import { TINY_SCHEDULE } from '../schedule.ts';
import { upscaleCard } from './card.ts';
import { type UpscaleConfig, upscalePlan, upscalerIn } from './run.ts';
import { SCORES_FILE, Scores } from './scores.ts';

/** Of stage 1's, and without what reads texts, which the first stage has. */
const UPSCALE_INDEX = {
  ...INDEX,
  _class_name: 'IFSuperResolutionPipeline',
  image_noising_scheduler: ['diffusers', 'DDPMScheduler'],
  text_encoder: [null, null],
  tokenizer: [null, null],
};

/** It answers with the noise; a threshold that nothing may pass holds predicted pictures to [-1, 1], as in DeepFloyd IF's stage 2. */
const UPSCALE_SCHEDULER = { ...SCHEDULER, prediction_type: 'epsilon', sample_max_value: 1 };

const NOISING_SCHEDULER = {
  _class_name: 'DDPMScheduler',
  ...TINY_SCHEDULE,
  prediction_type: 'epsilon',
  variance_type: 'fixed_small',
};

/** Writes the run in `directory` to `target` in diffusers' layout, weights in half precision, but for its card, which it answers. */
export async function exportUpscale(
  directory: string,
  target: string,
  result: TinyResult<UpscaleConfig>,
): Promise<Exported> {
  const { config, weights } = result;
  const unet = upscalerIn(config);
  const path = join(target, 'unet/diffusion_pytorch_model.safetensors');
  await writeWeights(path, { ...weights, ...silentText(unet) }, 'F16');
  await writeJson(join(target, 'model_index.json'), UPSCALE_INDEX);
  await writeJson(join(target, 'scheduler/scheduler_config.json'), UPSCALE_SCHEDULER);
  await writeJson(join(target, 'image_noising_scheduler/scheduler_config.json'), NOISING_SCHEDULER);
  await writeJson(join(target, 'unet/config.json'), unet);
  const before = await historyIn(directory);
  await writeHistory(target, [...before, await ownLap(directory, result)]);
  const { figures: scores, leftOut } = await measuredAt(result.step, Scores, directory, SCORES_FILE);
  const images = imagesAfter(upscalePlan(config), result.step);
  const found = { before, hasGrid: await hangGrid(directory, target, images), scores };
  return {
    card: upscaleCard(result, await readManifest(directory), found),
    lines: [`${target}: ${result.step} steps`, ...(leftOut ? [leftOut] : [])],
  };
}
