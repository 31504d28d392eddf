import { type Bundle, readBundle } from '../bundle/bundle.ts';
import { cacheRoot } from '../bundle/cache-root.ts';
import { bundleRoots, findBundles } from '../bundle/search.ts';
import { UsageError } from './flags.ts';

/** The bundle of this name, all but its weights. Throws a UsageError that names those there are; `signal` ends the reading. */
export async function findBundle(name: string, signal?: AbortSignal): Promise<Bundle> {
  const bundles = await findBundles(bundleRoots(process.env));
  const directory = bundles.get(name);
  if (directory) return readBundle(directory, cacheRoot(process.env), signal);
  const names = [...bundles.keys()].join(', ');
  throw new UsageError(`--bundle: there is no ${name} here; ${names ? `use one of ${names}` : 'none is installed'}`);
}
