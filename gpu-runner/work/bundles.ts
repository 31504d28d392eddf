import { BundleError } from '../bundle/bundle-error.ts';
import { findBundles } from '../bundle/search.ts';
import { openPipeline, type Pipeline } from '../pipeline/pipeline.ts';
import type { Settings } from './env.ts';

/** Loads every bundle under the roots in the settings. Throws a BundleError when one is broken or there is none. */
export async function openBundles(settings: Settings, onBatch: (rows: number) => void): Promise<Pipeline[]> {
  const { bundles, cache, provider, rows: rowBudget, threads } = settings;
  const found = await findBundles(bundles);
  if (found.size === 0) throw new BundleError(`there is no bundle in ${bundles.join(', ')}; mend MANIFOLD_BUNDLES`);
  const options = { cache, provider, rowBudget, onBatch, ...(threads === undefined ? {} : { threads }) };
  return Promise.all([...found.values()].map((directory) => openPipeline(directory, options)));
}
