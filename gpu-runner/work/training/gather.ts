import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Digest } from '@manifold/shared/image/digest';
import { partBytes } from '@manifold/shared/protocol/file';
import type { TrainedBundle } from '@manifold/shared/protocol/lease';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import type { AttemptTools } from '../attempt.ts';
import { transferMs } from '../client.ts';
import { accepted, Halt } from '../halt.ts';
import { describe } from '../outcome.ts';
import { UnauthorisedError } from '../register.ts';
import { persist } from '../retry.ts';
import type { Served } from '../served.ts';
import { downloadFiles } from './files.ts';
import { bundlesIn, runsIn, sweepOld } from './folders.ts';

/** What bundles that were trained elsewhere are gathered with. */
export interface Gathering extends Pick<AttemptTools, 'client' | 'clock' | 'random' | 'log'> {
  readonly served: Served;
  /** Holds what is brought here, bundles and those that are on their way, as the training directory does. */
  readonly folder: string;
  /** Holds the bundles that were trained here, if anything is. */
  readonly own?: string;
  /** Milliseconds since 1970. */
  readonly today: () => number;
  /** Opens the bundle in a directory; nothing where bundles of its kind cannot be sampled. Rejects with what is wrong with it. */
  open(directory: string): Promise<Pipeline | undefined>;
  /** Serves a pipeline for sampling from now on, and tells the edge unless `stop` aborts. */
  serve(pipeline: Pipeline, stop: AbortSignal): Promise<void>;
}

/** Milliseconds from one look at what was trained to the next, at most: runners that start together do not look in step. */
const lookEvery = 60_000;

/** Milliseconds that a part is asked for: one try of it may take long. */
const patience = 60_000 + transferMs(partBytes);

/**
 * Brings here what was trained elsewhere, until `stop` aborts: a bundle outlives the runner that trained it. One that cannot be
 * kept or opened is passed over until the runner starts anew.
 */
export async function gatherTrained(gathering: Gathering, stop: AbortSignal): Promise<void> {
  const { client, clock, random, log } = gathering;
  const passedOver = new Set<Digest>();
  for (let isHeard = true; !stop.aborted; ) {
    const listed = await client.trained(stop);
    if (listed.kind === 'ok') await take(listed.value.bundles, passedOver, gathering, stop);
    else if (isHeard && listed.kind !== 'aborted') {
      log.warn({ reason: describe(listed) }, 'the edge does not say what was trained elsewhere; asking on');
    }
    isHeard = listed.kind === 'ok';
    await clock.sleep(lookEvery * (0.5 + random() / 2), stop);
  }
}

/** Serves what the edge lists, newest first, and has the disk rid of what nobody serves any more. */
async function take(
  listed: readonly TrainedBundle[],
  passedOver: Set<Digest>,
  gathering: Gathering,
  stop: AbortSignal,
): Promise<void> {
  const { served } = gathering;
  const oldestFirst = listed.toReversed();
  const order = () => served.order(oldestFirst.map(({ bundle }) => bundle));
  order();
  for (const trained of oldestFirst) {
    if (stop.aborted || passedOver.has(trained.id) || served.has(trained.bundle)) continue;
    await gather(trained, passedOver, gathering, stop);
  }
  order();
  await tidy(gathering);
}

async function gather(
  trained: TrainedBundle,
  passedOver: Set<Digest>,
  gathering: Gathering,
  stop: AbortSignal,
): Promise<void> {
  const { serve, log } = gathering;
  const { name } = trained.bundle;
  try {
    await serve((await found(trained, gathering)) ?? (await bring(trained, gathering, stop)), stop);
    log.info({ bundle: name }, 'serves what was trained elsewhere');
  } catch (err) {
    if (stop.aborted) return;
    log.warn({ err, bundle: name }, 'what was trained elsewhere is not served');
    if (!(err instanceof Halt || err instanceof UnauthorisedError)) passedOver.add(trained.id);
  }
}

/** By its revision: the same training may have ended otherwise elsewhere. */
function placeOf({ bundle: { name, revision } }: TrainedBundle, folder: string): string {
  return join(bundlesIn(folder), revision, name);
}

/** The bundle as it lies on the disk already; nothing where it does not, or not whole. */
async function found(trained: TrainedBundle, gathering: Gathering): Promise<Pipeline | undefined> {
  const { own, folder, log } = gathering;
  const places = [...(own ? [join(own, trained.bundle.name)] : []), placeOf(trained, folder)];
  for (const directory of places.filter((place) => existsSync(place))) {
    try {
      return await opened(trained, directory, gathering);
    } catch (err) {
      log.debug({ err, directory }, 'this is not what was trained elsewhere');
    }
  }
  return undefined;
}

/** Rejects where the directory holds anything else. */
async function opened({ bundle }: TrainedBundle, directory: string, { open }: Gathering): Promise<Pipeline> {
  const pipeline = await open(directory);
  if (pipeline?.manifest.revision === bundle.revision) return pipeline;
  await pipeline?.close();
  throw new Error(`${directory} is not ${bundle.name} as it was trained`);
}

/** Fetches the bundle and, once it was opened, puts it in its place in one go: other runners may keep theirs in the same folder. */
async function bring(trained: TrainedBundle, gathering: Gathering, stop: AbortSignal): Promise<Pipeline> {
  const { client, clock, random, folder } = gathering;
  const directory = placeOf(trained, folder);
  const { files } = accepted(await client.trainedFiles(trained.id, stop), 'its files are not known');
  for (const place of [runsIn(folder), dirname(directory)]) await mkdir(place, { recursive: true });
  const workplace = await mkdtemp(join(runsIn(folder), `${trained.id}-`));
  const fresh = join(workplace, trained.bundle.name);
  const fetchPart = (digest: Digest) =>
    persist(() => client.trainedPart(digest, stop), { clock, random, signal: stop, patience });
  try {
    await downloadFiles(fetchPart, fresh, files);
    await (await opened(trained, fresh, gathering)).close();
    // What lies there could not be opened.
    await rm(directory, { recursive: true, force: true });
    await rename(fresh, directory);
    return await opened(trained, directory, gathering);
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
}

/** What is served is marked as in use; what no runner has marked for long goes. */
async function tidy({ served, folder, today }: Gathering): Promise<void> {
  const now = new Date(today());
  const marks = served.pipelines.map(({ manifest }) => utimes(join(bundlesIn(folder), manifest.revision), now, now));
  await Promise.allSettled(marks);
  // A folder that is not there or cannot be read is none to tidy.
  await Promise.allSettled([bundlesIn(folder), runsIn(folder)].map((place) => sweepOld(place, today())));
}
