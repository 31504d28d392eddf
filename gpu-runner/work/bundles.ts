import { existsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { trainedAtMost } from '@manifold/shared/protocol/lease';
import type { Logger } from 'pino';
import { BundleError } from '../bundle/bundle-error.ts';
import { findBundles } from '../bundle/search.ts';
import { openPipeline, type Pipeline, type PipelineOptions } from '../pipeline/pipeline.ts';
import type { Settings } from './env.ts';
import { givenAtMost, Served } from './served.ts';
import { bundlesIn } from './training/folders.ts';

/** What the runner's bundles run on, and what the running of them is told to. */
type Engine = Required<Pick<PipelineOptions, 'provider' | 'memory' | 'onBatch'>>;

/**
 * Opens every bundle under the roots in the settings, and the newest of those that were trained here; of these a broken one is
 * passed over. Throws a BundleError when one of the roots' is broken, there is none, or there are too many.
 */
export async function openBundles(settings: Settings, engine: Engine, log: Logger): Promise<Served> {
  const { bundles } = settings;
  const found = await findBundles(bundles);
  if (found.size === 0) throw new BundleError(`there is no bundle in ${bundles.join(', ')}; mend MANIFOLD_BUNDLES`);
  if (found.size > givenAtMost) {
    const places = `${found.size} bundles are in ${bundles.join(', ')}`;
    throw new BundleError(
      `${places}; a runner serves at most ${givenAtMost}: leave some to another, with MANIFOLD_BUNDLES`,
    );
  }
  const options = optionsOf(settings, engine);
  const opened = await Promise.all([...found.values()].map((directory) => openPipeline(directory, options)));
  const openSound = async (directory: string) => {
    try {
      return [await openPipeline(directory, options)];
    } catch (err) {
      log.warn({ err, directory }, 'a bundle that was trained here is broken; it is not served');
      return [];
    }
  };
  return new Served(opened, (await Promise.all((await trainedBundles(settings, log)).map(openSound))).flat());
}

/** Opens the bundle in a directory; nothing when bundles of its kind cannot be sampled. */
export async function openTrained(
  directory: string,
  settings: Settings,
  engine: Engine,
): Promise<Pipeline | undefined> {
  const found = await findBundles([dirname(directory)]);
  return found.has(basename(directory)) ? openPipeline(directory, optionsOf(settings, engine)) : undefined;
}

function optionsOf({ cache, rows: rowBudget, threads }: Settings, engine: Engine): PipelineOptions {
  return { ...engine, cache, rowBudget, ...(threads === undefined ? {} : { threads }) };
}

/** Oldest first; none where their folder cannot be read. */
async function trainedBundles({ training }: Settings, log: Logger): Promise<string[]> {
  if (training === undefined || !existsSync(bundlesIn(training))) return [];
  try {
    const found = [...(await findBundles([bundlesIn(training)])).values()];
    return found.toSorted((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs).slice(-trainedAtMost);
  } catch (err) {
    // What a BundleError says itself is of MANIFOLD_BUNDLES.
    const reason = err instanceof BundleError ? err.cause : err;
    log.warn({ err: reason }, 'MANIFOLD_TRAINING cannot be read; nothing that was trained here is served');
    return [];
  }
}
