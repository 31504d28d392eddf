import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { files } from './kinds/mnist.ts';
import { readContents } from './kinds.ts';
import { randomWeights } from './random-weights.fixture.ts';
import { writeSafetensors } from './safetensors.ts';

/*
 * For tests: bundles of digits whose weights are random.
 */

const diffusion = {
  _class_name: 'DDPMScheduler',
  num_train_timesteps: 300,
  beta_schedule: 'linear',
  beta_start: 1e-4,
  beta_end: 0.02,
  prediction_type: 'epsilon',
  variance_type: 'fixed_large',
  clip_sample: false,
};

/** What a kind of bundle has in its files, as training exports it. */
const kinds = {
  MnistClass: { unet: { num_classes: 10 }, library: 'diffusers', scheduler: diffusion },
  MnistTime: { unet: {}, library: 'diffusers', scheduler: diffusion },
  MnistFlow: {
    unet: { num_classes: 10 },
    library: 'diffusers',
    scheduler: { _class_name: 'FlowMatchEulerDiscreteScheduler', num_train_timesteps: 1000, shift: 1 },
  },
  MnistDenoiser: {
    unet: {},
    library: 'manifold',
    scheduler: { _class_name: 'AddedNoise', num_train_timesteps: 101, prediction_type: 'sample' },
  },
} as const;

type Kind = keyof typeof kinds;

export interface BundleOptions {
  hidden?: number;
  name?: string;
  /** Its README.md. */
  card?: string;
  kind?: Kind;
}

/** The configuration of a digit bundle of width `hidden`, as training exports it. */
export function configOf(hidden: number, kind: Kind = 'MnistClass') {
  const picture = { sample_size: 28, in_channels: 1, out_channels: 1 };
  const { unet, scheduler } = kinds[kind];
  return { unet: { _class_name: `${kind}UNet`, hidden, ...picture, ...unet }, scheduler };
}

/** Writes a digit bundle whose weights are random into a directory of its own, and answers the directory. */
export async function randomBundle({
  hidden = 4,
  name = 'mnist-random',
  card = '',
  kind = 'MnistClass',
}: BundleOptions = {}): Promise<string> {
  const directory = join(await mkdtemp(join(tmpdir(), 'manifold-')), name);
  const config = configOf(hidden, kind);
  await writeJson(directory, files.index, {
    _class_name: `${kind}Pipeline`,
    unet: ['manifold', config.unet._class_name],
    scheduler: [kinds[kind].library, config.scheduler._class_name],
  });
  await writeJson(directory, files.unet, config.unet);
  await writeJson(directory, files.scheduler, config.scheduler);
  const { unet } = await readContents(directory);
  await writeSafetensors(join(directory, files.weights), randomWeights(unet.net), { format: 'pt' });
  if (card) await writeFile(join(directory, 'README.md'), card);
  return directory;
}

export async function writeJson(directory: string, file: string, value: unknown): Promise<void> {
  const path = join(directory, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(value));
}
