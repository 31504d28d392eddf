import { basename, join, resolve } from 'node:path';
import { Manifest } from '@manifold/shared/protocol/manifest';
import { fieldErrors } from '@manifold/shared/protocol/problem';
import type { z } from 'zod';
import { BundleError } from './bundle-error.ts';
import { readCard } from './card.ts';
import { files, type MnistClassConfig, netOf, readMnistClass } from './mnist-class.ts';
import { revisionOf } from './revision.ts';
import { rowCost } from './row-cost.ts';
import { readHeader } from './safetensors.ts';

/** A directory in diffusers' layout that holds a pipeline which can be sampled here. */
export interface Bundle {
  readonly directory: string;
  readonly config: MnistClassConfig;
  readonly manifest: Manifest;
}

const labels = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Reads the bundle in `directory`: all but its weights. Throws a BundleError that names the file and what is wrong in it. */
export async function readBundle(directory: string): Promise<Bundle> {
  const config = await readMnistClass(directory);
  await checkWeights(join(directory, files.weights));
  const manifest = await manifestOf(resolve(directory), config);
  return { directory: resolve(directory), config, manifest };
}

/** A truncated file is refused here, by its header: loaded, it would give pictures of nothing. */
async function checkWeights(path: string): Promise<void> {
  try {
    await readHeader(path);
  } catch (cause) {
    throw new BundleError((cause as Error).message, { cause });
  }
}

async function manifestOf(directory: string, config: MnistClassConfig): Promise<Manifest> {
  const name = basename(directory);
  const { title = name, licence = 'not stated' } = await readCard(directory);
  return checkManifest(directory, {
    name,
    revision: await revisionOf(directory, Object.values(files)),
    title,
    licence,
    size: config.unet.sample_size,
    channels: config.unet.in_channels,
    trainTimesteps: config.scheduler.num_train_timesteps,
    pixelRange: [0, 1],
    variance: 'fixed',
    prompt: { kind: 'class', labels },
    rowCost: rowCost(netOf(config)),
    accepts: { images: true, upscale: false },
    defaults: { guidance: 5, steps: Math.min(50, config.scheduler.num_train_timesteps) },
  });
}

/** The name of the directory and the card's lines are not ours to trust. */
function checkManifest(directory: string, manifest: z.input<typeof Manifest>): Manifest {
  const parsed = Manifest.safeParse(manifest);
  if (parsed.success) return parsed.data;
  const faults = fieldErrors(parsed.error).map(({ pointer, detail }) => `${pointer}: ${detail}`);
  throw new BundleError(`${directory} makes no valid manifest: ${faults.join('; ')}`);
}
