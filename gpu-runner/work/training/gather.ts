import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Digest } from '@manifold/shared/image/digest';
import { partBytes } from '@manifold/shared/protocol/file';
import type { TrainedBundle } from '@manifold/shared/protocol/lease';
import type { Means } from '../attempt.ts';
import { transferMs } from '../client.ts';
import { accepted, Halt } from '../halt.ts';
import { UnauthorisedError } from '../register.ts';
import { persist } from '../retry.ts';
import type { Served } from '../served.ts';
import { downloadFiles } from './files.ts';
import { bundlesIn, runsIn, sweepRuns } from './folders.ts';

/** What bundles that were trained elsewhere are gathered with. */
export interface Gathering extends Pick<Means, 'client' | 'clock' | 'random' | 'log'> {
  readonly served: Served;
  /** Holds what is brought here, bundles and those that are on their way, as the training directory does. */
  readonly folder: string;
  /**
   * Serves the bundle in a directory for sampling from now on, and tells the edge unless `stop` aborts; answers its revision, or
   * nothing where it cannot be sampled.
   */
  serve(directory: string, stop: AbortSignal): Promise<string | undefined>;
}

/** Milliseconds from one look at what was trained to the next. */
const lookEvery = 60_000;

/** Milliseconds that a part is asked for: one try of it may take long. */
const patience = 60_000 + transferMs(partBytes);

/**
 * Brings here what was trained elsewhere, until `stop` aborts: a bundle outlives the runner that trained it. One that cannot be
 * kept or opened is passed over until the runner starts anew.
 */
export async function gatherTrained(gathering: Gathering, stop: AbortSignal): Promise<void> {
  const { client, clock } = gathering;
  const passedOver = new Set<Digest>();
  while (!stop.aborted) {
    const listed = await client.trained(stop);
    // The newest last: it is served longest.
    const bundles = listed.kind === 'ok' ? listed.value.bundles.toReversed() : [];
    for (const trained of bundles) {
      if (!stop.aborted && !passedOver.has(trained.id)) await gather(trained, gathering, passedOver, stop);
    }
    await clock.sleep(lookEvery, stop);
  }
}

async function gather(
  { id, bundle }: TrainedBundle,
  gathering: Gathering,
  passedOver: Set<Digest>,
  stop: AbortSignal,
): Promise<void> {
  const { served, folder, serve, log } = gathering;
  if (served.has(bundle)) return;
  // By its revision: the same training may have ended otherwise elsewhere.
  const directory = join(bundlesIn(folder), bundle.revision, bundle.name);
  try {
    if (!existsSync(directory)) await bring(id, directory, gathering, stop);
    if ((await serve(directory, stop)) !== bundle.revision) throw new Error('it is not what was trained');
    log.info({ bundle: bundle.name }, 'serves what was trained elsewhere');
  } catch (err) {
    if (stop.aborted) return;
    log.warn({ err, bundle: bundle.name }, 'what was trained elsewhere is not served');
    if (err instanceof Halt || err instanceof UnauthorisedError) return;
    passedOver.add(id);
    await Promise.allSettled([rm(directory, { recursive: true, force: true })]);
  }
}

/** Fetches the bundle and puts it in its place in one go: other runners may keep theirs in the same folder. */
async function bring(id: Digest, directory: string, gathering: Gathering, stop: AbortSignal): Promise<void> {
  const { client, clock, random, folder } = gathering;
  const { files } = accepted(await client.trainedFiles(id, stop), 'its files are not known');
  for (const place of [runsIn(folder), dirname(directory)]) await mkdir(place, { recursive: true });
  await sweepRuns(runsIn(folder), Date.now());
  const fresh = await mkdtemp(join(runsIn(folder), `${id}-`));
  const fetchPart = (digest: Digest) =>
    persist(() => client.trainedPart(digest, stop), { clock, random, signal: stop, patience });
  try {
    await downloadFiles(fetchPart, fresh, files);
    await rename(fresh, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
