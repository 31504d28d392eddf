import { existsSync, readdirSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { declarationsOf } from '../../nets/declarations.ts';
import { PARTS } from '../../nets/if/text-to-image.ts';
import type { Tensors } from '../../tensor/tensor.ts';
import { CheckpointError } from '../checkpoint.ts';
import { readManifest } from '../dataset/dataset.ts';
import { historyIn, ownLap, writeHistory } from '../history.ts';
import { copyOutput, type Exported, writeJson, writeWeights } from '../output.ts';
import { phaseAt } from '../plan.ts';
import { SAMPLES } from '../watch/show.ts';
import { SCHEDULER_CONFIG, V_PREDICTION, WEIGHTS } from './bundled.ts';
import { GRID, type TinyResult, tinyCard } from './card.ts';
import {
  fullSize,
  imagesAfter,
  stretchesOf,
  type TinyConfig,
  tinyNets,
  tinyNetworks,
  tinyPlan,
  tokenizerIn,
} from './run.ts';
import { THRESHOLDING } from './sampling.ts';
import { TINY_SCHEDULE } from './schedule.ts';
import { imagesBefore } from './show.ts';

export const INDEX = {
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

export const SCHEDULER = {
  _class_name: 'DDPMScheduler',
  ...TINY_SCHEDULE,
  prediction_type: V_PREDICTION,
  variance_type: 'learned_range',
  thresholding: true,
  dynamic_thresholding_ratio: THRESHOLDING.ratio,
  sample_max_value: THRESHOLDING.max,
};

/** Throws a CheckpointError where the network of the run in `directory` has not grown to its whole yet: half a net is no bundle. */
export function refuseGrowing(directory: string, { config, step, weights }: Omit<TinyResult, 'metrics'>): void {
  const whole = declarationsOf(tinyNets(config).at(-1)!);
  if ([...whole.keys()].every((name) => name in weights)) return;
  const { size } = stretchesOf(config)[phaseAt(tinyPlan(config), Math.max(0, step - 1)).number]!;
  const why = `is in its phase of ${size} px, and its network grows until that of ${fullSize(config)} px`;
  throw new CheckpointError(`${directory} ${why}: go on with --resume, then export it`);
}

/** Writes the run in `directory` to `target` in diffusers' layout, weights in half precision, but for its card, which it answers. */
export async function exportTiny(directory: string, target: string, result: TinyResult): Promise<Exported> {
  const { config, weights } = result;
  for (const [part, file] of Object.entries(WEIGHTS)) await writePart(join(target, file), weights, part);
  await writeConfigs(target, config);
  await cp(tokenizerIn(directory), tokenizerIn(target), { recursive: true });
  const before = await historyIn(directory);
  await writeHistory(target, [...before, await ownLap(directory, result)]);
  const hasGrid = await hangGrid(directory, target, imagesAfter(tinyPlan(config), result.step));
  const card = tinyCard(result, await readManifest(directory), { before, hasGrid });
  return { card, lines: [`${target}: ${result.step} steps`] };
}

async function writeConfigs(target: string, config: TinyConfig): Promise<void> {
  const { text, unet } = tinyNetworks(config);
  const encoder = { architectures: ['T5EncoderModel'], ...text, pad_token_id: 0, eos_token_id: 1 };
  await writeJson(join(target, 'model_index.json'), INDEX);
  await writeJson(join(target, SCHEDULER_CONFIG), SCHEDULER);
  await writeJson(join(target, PARTS.text, 'config.json'), encoder);
  await writeJson(join(target, PARTS.unet, 'config.json'), unet);
}

async function writePart(path: string, weights: Tensors, part: string): Promise<void> {
  const own = Object.entries(weights).filter(([name]) => name.startsWith(`${part}.`));
  const tensors = Object.fromEntries(own.map(([name, tensor]) => [name.slice(part.length + 1), tensor]));
  await writeWeights(path, tensors, 'F16');
}

/** Copies the last samples that the run has drawn after so many pictures; answers whether there were any. */
export async function hangGrid(directory: string, target: string, images: number): Promise<boolean> {
  const folder = join(directory, SAMPLES);
  const names = existsSync(folder) ? readdirSync(folder).toSorted() : [];
  const last = names.findLast((name) => imagesBefore(name) <= images);
  if (!last) return false;
  await copyOutput(join(folder, last), join(target, GRID));
  return true;
}
