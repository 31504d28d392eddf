import { join } from 'node:path';
import { z } from 'zod';
import { BundleError } from '../bundle-error.ts';
import { readCard } from '../card.ts';
import type { Upscaler } from '../kind.ts';
import { readConfig } from '../read-config.ts';
import { betasOf, clipOf, DenoisingScheduler, NoisingScheduler } from './ddpm-scheduler.ts';
import { optionalPart, part, readIfUnet, SCHEDULER, within } from './if-unet.ts';

const NOISING = 'image_noising_scheduler/scheduler_config.json';

/** The second stage takes texts as the first has read them, so that what it has to read them itself goes unused. */
const Index = z.strictObject({
  _class_name: z.enum([
    'IFSuperResolutionPipeline',
    'IFImg2ImgSuperResolutionPipeline',
    'IFInpaintingSuperResolutionPipeline',
  ]),
  _diffusers_version: z.string().optional(),
  _name_or_path: z.string().optional(),
  unet: part('diffusers', 'UNet2DConditionModel'),
  scheduler: part('diffusers', 'DDPMScheduler'),
  image_noising_scheduler: part('diffusers', 'DDPMScheduler'),
  text_encoder: optionalPart,
  tokenizer: optionalPart,
  safety_checker: optionalPart,
  feature_extractor: optionalPart,
  watermarker: optionalPart,
  requires_safety_checker: z.boolean().optional(),
});

/** What the second stage must agree on with the first. */
interface First {
  readonly size: number;
  /** Width of the encoded text. */
  readonly textWidth: number;
}

/** The second stage of DeepFloyd IF in `folder` of the bundle in `directory`. Rejects with a BundleError that names the fault. */
export async function readUpscaler(directory: string, folder: string, first: First): Promise<Upscaler> {
  const place = join(directory, folder);
  await readConfig(place, 'model_index.json', Index);
  const scheduler = await readConfig(place, SCHEDULER, DenoisingScheduler);
  const noising = await readConfig(place, NOISING, NoisingScheduler);
  const { config, unet, files } = await readIfUnet(place, 6);
  const fault = (detail: string) => new BundleError(`${join(place, 'unet/config.json')}: ${detail}`);
  if (config.class_embed_type !== 'timestep') throw fault('/class_embed_type: must be timestep');
  if (config.encoder_hid_dim !== first.textWidth) throw fault(`/encoder_hid_dim: must be ${first.textWidth}`);
  if (config.sample_size <= first.size || config.sample_size % first.size !== 0) {
    throw fault(`/sample_size: must be a multiple of ${first.size}, the size of the first stage`);
  }
  const [trainTimesteps, noiseLevels] = [scheduler.num_train_timesteps, noising.num_train_timesteps];
  const { guidance = 4, steps = 50, noiseLevel = Math.floor(noiseLevels / 4) } = (await readCard(place)).defaults;
  return {
    traits: {
      size: config.sample_size,
      trainTimesteps,
      noiseLevels,
      defaults: {
        guidance,
        steps: Math.min(steps, trainTimesteps),
        noiseLevel: Math.min(noiseLevel, noiseLevels - 1),
        clip: clipOf(scheduler),
      },
    },
    betas: betasOf(scheduler),
    noising: betasOf(noising),
    unet,
    files: within(folder, ['model_index.json', SCHEDULER, NOISING, ...files]),
  };
}
