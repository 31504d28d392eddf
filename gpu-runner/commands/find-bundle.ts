import type { Manifest } from '@manifold/shared/protocol/manifest';
import { type Bundle, readBundle, readUnrevised } from '../bundle/bundle.ts';
import { BundleError } from '../bundle/bundle-error.ts';
import { cacheRoot } from '../bundle/cache-root.ts';
import { bundleRoots, findBundles } from '../bundle/search.ts';
import { UsageError } from './flags.ts';

/** The bundle of this name, all but its weights. Throws a UsageError that names those there are; `signal` ends the reading. */
export async function findBundle(name: string, signal: AbortSignal): Promise<Bundle> {
  const bundles = await findBundles(bundleRoots(process.env));
  const directory = bundles.get(name);
  if (directory) return readBundle(directory, cacheRoot(process.env), signal);
  const names = [...bundles.keys()].join(', ');
  throw new UsageError(`--bundle: there is no ${name} here; ${names ? `use one of ${names}` : 'none is installed'}`);
}

/** The manifest of the bundle of this name, all but its revision; undefined where there is none that can be read. */
export async function findManifest(name: string): Promise<Omit<Manifest, 'revision'> | undefined> {
  try {
    const directory = (await findBundles(bundleRoots(process.env))).get(name);
    return directory === undefined ? undefined : (await readUnrevised(directory)).manifest;
  } catch (error) {
    if (error instanceof BundleError) return undefined;
    throw error;
  }
}
