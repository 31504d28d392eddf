import { basename, join, resolve } from 'node:path';
import { Manifest } from '@manifold/shared/protocol/manifest';
import { fieldErrors } from '@manifold/shared/protocol/problem';
import type { z } from 'zod';
import { BundleError } from './bundle-error.ts';
import { readCard } from './card.ts';
import type { Contents } from './kind.ts';
import { readContents } from './kinds.ts';
import { revisionOf, stateOfFiles } from './revision.ts';
import { rowCost } from './row-cost.ts';
import { readHeader } from './safetensors.ts';

/** A directory in diffusers' layout that holds a pipeline which can be sampled here. */
export interface Bundle extends Contents {
  readonly directory: string;
  readonly manifest: Manifest;
  /** That of its files before their revision was made, see `checkRevision`. */
  readonly state: string;
}

/** A bundle but for its revision. */
type Unrevised = Omit<Bundle, 'manifest'> & { readonly manifest: Omit<Manifest, 'revision'> };

/**
 * Reads the bundle in `directory`: all but its weights, whose digests may be noted in the directory `cache`. Throws a BundleError
 * that names the file and what is wrong in it. `signal` ends the making of the digests.
 */
export async function readBundle(directory: string, cache?: string, signal?: AbortSignal): Promise<Bundle> {
  const { manifest, ...bundle } = await readUnrevised(directory);
  const revision = await revisionOf(bundle.directory, bundle.files, cache, signal);
  return { ...bundle, manifest: { ...manifest, revision } };
}

/** The same without the revision, for which every byte of the weights would be read. */
export async function readUnrevised(directory: string): Promise<Unrevised> {
  const place = resolve(directory);
  const contents = await readContents(place);
  for (const file of contents.files.filter((name) => name.endsWith('.safetensors'))) {
    await checkWeights(join(place, file));
  }
  const state = await stateOfFiles(place, contents.files);
  return { ...contents, directory: place, state, manifest: await manifestOf(place, contents) };
}

/** A truncated file is refused here, by its header: loaded, it would give pictures of nothing. */
async function checkWeights(path: string): Promise<void> {
  try {
    await readHeader(path);
  } catch (cause) {
    throw new BundleError((cause as Error).message, { cause });
  }
}

async function manifestOf(directory: string, contents: Contents): Promise<Unrevised['manifest']> {
  const { traits, process, unet, upscaler } = contents;
  const name = basename(directory);
  const { title = name, licence = 'not stated', examples, defaults } = await readCard(directory);
  const { guidance = traits.defaults.guidance, steps = traits.defaults.steps } = defaults;
  return checkManifest(directory, {
    ...traits,
    prompt: traits.prompt.kind === 'text' ? { ...traits.prompt, examples } : traits.prompt,
    defaults: { ...traits.defaults, guidance, steps: Math.min(steps, traits.trainTimesteps) },
    name,
    title,
    licence,
    process: process.kind,
    ...(process.kind === 'diffusion' && { prediction: process.prediction === 'v' ? 'velocity' : 'noise' }),
    rowCost: rowCost(unet.net),
    ...(upscaler && { upscale: { ...upscaler.traits, rowCost: rowCost(upscaler.unet.net) } }),
  });
}

const UnrevisedManifest = Manifest.omit({ revision: true });

/** The name of the directory and the card's lines are not ours to trust. */
function checkManifest(directory: string, manifest: z.input<typeof UnrevisedManifest>): Unrevised['manifest'] {
  const parsed = UnrevisedManifest.safeParse(manifest);
  if (parsed.success) return parsed.data;
  const faults = fieldErrors(parsed.error).map(({ pointer, detail }) => `${pointer}: ${detail}`);
  throw new BundleError(`${directory} makes no valid manifest: ${faults.join('; ')}`);
}
