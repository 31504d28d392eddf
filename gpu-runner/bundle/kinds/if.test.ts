import { cp, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readBundle } from '../bundle.ts';
import { writeJson } from '../random-bundle.fixture.ts';
import { ifConfigs, randomIfBundle } from '../random-if-bundle.fixture.ts';

let whole: string;
beforeAll(async () => {
  whole = await randomIfBundle();
});

/** A copy of the bundle, changed. */
async function changed(change: (directory: string) => Promise<unknown>): Promise<string> {
  const directory = join(await mkdtemp(join(tmpdir(), 'manifold-')), 'if-random');
  await cp(whole, directory, { recursive: true });
  await change(directory);
  return directory;
}

/** What reading the bundle says after `change` was made to it. */
async function faultAfter(change: (directory: string) => Promise<unknown>): Promise<string> {
  const directory = await changed(change);
  const error = await readBundle(directory).then(
    () => new Error('was accepted'),
    (error: Error) => error,
  );
  return `${error.name} ${error.message.replaceAll(directory, '.')}`;
}

type File = keyof typeof ifConfigs;
const scheduler = 'scheduler/scheduler_config.json';

/** The scheduler of IF-I-M, as diffusers wrote it. */
const ofIf = `{
  "_class_name": "DDPMScheduler",
  "_diffusers_version": "0.16.0.dev0",
  "beta_end": 0.02,
  "beta_schedule": "squaredcos_cap_v2",
  "beta_start": 0.0001,
  "clip_sample": true,
  "clip_sample_range": 1.0,
  "dynamic_thresholding_ratio": 0.95,
  "lambda_min_clipped": -5.1,
  "num_train_timesteps": 1000,
  "prediction_type": "epsilon",
  "sample_max_value": 1.5,
  "thresholding": true,
  "trained_betas": null,
  "variance_type": "learned_range"
}
`;

describe('a bundle in the layout of DeepFloyd IF', () => {
  it.each<[file: File, change: object, fault: string]>([
    ['model_index.json', { unet: ['diffusers', 'UNet2DModel'] }, '/unet/1: must be UNet2DConditionModel'],
    [scheduler, { beta_schedule: 'sigmoid' }, '/beta_schedule: must be one of linear, squaredcos_cap_v2'],
    [scheduler, { variance_type: 'fixed_small' }, '/variance_type: must be learned_range'],
    [scheduler, { prediction_type: 'sample' }, '/prediction_type: must be one of epsilon, v_prediction'],
    [scheduler, { timestep_spacing: 'trailing' }, '/timestep_spacing: must be leading'],
    [scheduler, { clip_sample_range: 2 }, '/clip_sample_range: must be 1'],
    [scheduler, { sample_min_value: 1 }, '/sample_min_value: unknown key'],
    ['unet/config.json', { in_channels: 4 }, '/in_channels: must be 3'],
    ['unet/config.json', { out_channels: 3 }, '/out_channels: must be 6, noise and variance'],
    ['unet/config.json', { encoder_hid_dim: 64 }, '/d_model: must be 64, encoder_hid_dim of the U-Net'],
    [
      'stage2/model_index.json',
      { _class_name: 'IFPipeline' },
      '/_class_name: must be one of IFSuperResolutionPipeline',
    ],
    ['stage2/scheduler/scheduler_config.json', { thresholding: 'yes' }, '/thresholding: must be'],
    [
      'stage2/image_noising_scheduler/scheduler_config.json',
      { beta_schedule: 'sigmoid' },
      '/beta_schedule: must be one',
    ],
    [
      'stage2/scheduler/scheduler_config.json',
      { prediction_type: 'v_prediction' },
      '/prediction_type: must be epsilon',
    ],
    ['stage2/unet/config.json', { in_channels: 3 }, '/in_channels: must be 6'],
    ['stage2/unet/config.json', { class_embed_type: null }, '/class_embed_type: must be timestep'],
    ['stage2/unet/config.json', { encoder_hid_dim: 64 }, '/encoder_hid_dim: must be 32'],
    ['stage2/unet/config.json', { sample_size: 24 }, '/sample_size: must be a multiple of 16'],
  ])('is refused by name: %s with %j', async (file, change, fault) => {
    const found = await faultAfter((directory) => writeJson(directory, file, { ...ifConfigs[file], ...change }));
    expect(found).toContain(fault);
    expect(found).toMatch(/^BundleError \.\//);
  });

  it.each([
    ['unet/diffusion_pytorch_model.safetensors', 'unet holds no weights; it wants'],
    ['text_encoder/model.safetensors', 'text_encoder holds no weights; it wants'],
    ['tokenizer/spiece.model', 'tokenizer holds no tokenizer; it wants spiece.model or tokenizer.json'],
    ['stage2/unet/config.json', 'stage2/unet/config.json cannot be read: ENOENT'],
  ])('is refused without %s', async (file, fault) => {
    expect(await faultAfter((directory) => rm(join(directory, file)))).toContain(`BundleError ./${fault}`);
  });

  it.each(['unet/diffusion_pytorch_model', 'text_encoder/model', 'stage2/unet/diffusion_pytorch_model'])(
    'is refused with %s cut short',
    async (stem) => {
      const fault = await faultAfter((directory) => truncate(join(directory, `${stem}.safetensors`), 5000));
      expect(fault).toContain(`BundleError ./${stem}.safetensors: `);
    },
  );

  it('is refused with an index that leads out of it, before anything there is read', async () => {
    const index = 'unet/diffusion_pytorch_model.safetensors.index.json';
    const fault = await faultAfter(async (directory) => {
      await rm(join(directory, 'unet/diffusion_pytorch_model.safetensors'));
      await writeJson(directory, index, { weight_map: { a: '../../elsewhere.safetensors' } });
    });
    expect(fault).toBe(`BundleError ./${index}: /weight_map/a: must be the name of a safetensors file beside it`);
  });

  it('has the schedulers of DeepFloyd in either stage', async () => {
    const real = await changed(async (directory) => {
      for (const file of [scheduler, `stage2/${scheduler}`]) await writeFile(join(directory, file), ofIf);
    });
    const clip = { ratio: 0.95, max: 1.5 };
    expect((await readBundle(real)).manifest).toMatchObject({ defaults: { clip }, upscale: { defaults: { clip } } });
  });

  it('may name what reads pictures for its checker as any release of transformers does', async () => {
    const named = await changed((directory) =>
      writeJson(directory, 'model_index.json', {
        ...ifConfigs['model_index.json'],
        feature_extractor: ['transformers', 'CLIPImageProcessorPil'],
      }),
    );
    expect((await readBundle(named)).manifest.size).toBe(16);
  });

  it('goes without a second stage, and clips as its scheduler does', async () => {
    const single = await changed(async (directory) => {
      await rm(join(directory, 'stage2'), { recursive: true });
      await writeJson(directory, scheduler, { ...ifConfigs[scheduler], thresholding: false });
    });
    const { manifest } = await readBundle(single);
    expect(manifest).toMatchObject({ accepts: { upscale: false }, defaults: { clip: 'range' } });
    expect(manifest.upscale).toBeUndefined();
  });

  it('takes over from its cards what they propose, and how each stage is best sampled', async () => {
    const told = await changed(async (directory) => {
      const card = (lines: string) => `---\n${lines}\n---\n\n# Told\n`;
      await writeFile(join(directory, 'README.md'), card('widget:\n  - text: a cat\n  - text: "a dog: asleep"'));
      const parameters = 'guidance_scale: 1\n    num_inference_steps: 10\n    noise_level: 50';
      await writeFile(join(directory, 'stage2/README.md'), card(`inference:\n  parameters:\n    ${parameters}`));
    });
    const { manifest } = await readBundle(told);
    expect(manifest.prompt).toMatchObject({ kind: 'text', examples: ['a cat', 'a dog: asleep'] });
    expect(manifest.upscale!.defaults).toMatchObject({ guidance: 1, steps: 10, noiseLevel: 50 });
    const { prompt, upscale } = (await readBundle(whole)).manifest;
    expect([prompt, upscale!.defaults]).toMatchObject([{ examples: [] }, { guidance: 4, steps: 50, noiseLevel: 250 }]);
  });

  it('takes weights of a variant, and revises with every part', async () => {
    const { revision } = (await readBundle(whole)).manifest;
    const half = await changed(async (directory) => {
      const weights = join(directory, 'unet/diffusion_pytorch_model');
      await rename(`${weights}.safetensors`, `${weights}.fp16.safetensors`);
    });
    expect((await readBundle(half)).unet.weights).toBe('diffusion_pytorch_model.fp16.safetensors');
    const noising = 'stage2/image_noising_scheduler/scheduler_config.json';
    const other = await changed((directory) =>
      writeJson(directory, noising, { ...ifConfigs[noising], beta_schedule: 'linear' }),
    );
    expect((await readBundle(other)).manifest.revision).not.toBe(revision);
  });
});
