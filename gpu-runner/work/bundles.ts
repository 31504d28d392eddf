import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '@manifold/shared/image/digest';
import { openPipeline, type Pipeline } from '../pipeline/pipeline.ts';
import { type Settings, SettingsError } from './env.ts';

/** The file that makes a directory a pipeline in diffusers' layout. */
const index = 'model_index.json';

/** Directories of the bundles under `root`: each has an index of its models. Throws a SettingsError when there is none. */
export function findBundles(root: string): string[] {
  if (!existsSync(root)) throw new SettingsError(`MANIFOLD_BUNDLES names a directory that does not exist: ${root}`);
  const found = readdirSync(root)
    .sort()
    .map((name) => join(root, name))
    .filter((directory) => existsSync(join(directory, index)));
  if (found.length > 0) return found;
  throw new SettingsError(`MANIFOLD_BUNDLES names a directory without bundles (subdirectories with ${index}): ${root}`);
}

/** Loads every bundle that is served here, by revision. Throws a SettingsError, or the BundleError of a broken one. */
export async function openBundles(settings: Settings): Promise<Map<Digest, Pipeline>> {
  const { bundles, provider, rows: rowBudget, threads } = settings;
  const options = { provider, rowBudget, ...(threads === undefined ? {} : { threads }) };
  const pipelines = await Promise.all(findBundles(bundles).map((directory) => openPipeline(directory, options)));
  return new Map(pipelines.map((pipeline) => [pipeline.manifest.revision, pipeline]));
}
