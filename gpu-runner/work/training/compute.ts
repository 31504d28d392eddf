import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingLease } from '@manifold/shared/protocol/lease';
import { trainedBundle } from '@manifold/shared/protocol/result';
import { workId } from '@manifold/shared/recipe/work';
import { type AttemptTools, attempt, type Held } from '../attempt.ts';
import { AttemptError, accepted, Halt } from '../halt.ts';
import type { Ending } from '../metrics.ts';
import { hearing } from '../posting.ts';
import { type Reporter, startReporter } from '../reporter.ts';
import { tenureOf } from '../tenure.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import { downloadFiles, filesUnder, uploadFiles } from './files.ts';
import { removeEarlier, runFolder } from './folders.ts';
import { Pace } from './pace.ts';
import { type Shown, uploadSightings } from './sighting.ts';
import type { Trainer, TrainingEvent } from './trainer.ts';

/** What a runner trains with. */
export interface TrainingKit {
  readonly trainer: Trainer;
  /** Holds the folders of runs. */
  readonly runs: string;
  /** Holds the bundles that were trained here. */
  readonly bundles: string;
  /** Serves the bundle in a directory for sampling from now on; answers its revision, or nothing where it cannot be sampled. */
  serve(directory: string): Promise<string | undefined>;
}

interface Attempt extends Held {
  readonly lease: TrainingLease;
  readonly kit: TrainingKit;
  readonly directory: string;
  readonly pace: Pace;
  readonly reporter: Reporter<'progress'>;
  readonly keeper: CheckpointKeeper;
  /** Pictures that the edge lacks, in order. */
  readonly owed: Shown[];
}

/** Milliseconds that bringing the last checkpoint to the edge may take at shutdown, before the lease is handed back. */
const handOverPatience = 3_000;

/** One lease of a training from start to completion: trains, reports, keeps checkpoints, uploads, completes. See `attempt`. */
export function computeTraining(
  lease: TrainingLease,
  kit: TrainingKit,
  tools: AttemptTools,
  handBack: AbortSignal,
): Promise<Ending> {
  return attempt(lease, tools, handBack, async (held) => {
    const pace = new Pace(lease.training);
    const directory = runFolder(kit.runs, lease);
    const reporter = startReporter<'progress'>({ ...tools, post: posting(held, pace) });
    const keeper = new CheckpointKeeper(held, directory, kit.trainer);
    try {
      await carryOut({ ...held, lease, kit, directory, pace, reporter, keeper, owed: [] });
    } catch (cause) {
      if (isReleased(held))
        await keeper.handOver(tenureOf(lease, { ...tools, signal: AbortSignal.timeout(handOverPatience) }));
      throw explained(cause);
    } finally {
      await reporter.stop();
      await keeper.settled();
      await rm(directory, { recursive: true, force: true });
    }
  });
}

function isReleased({ signal }: Held): boolean {
  return signal.reason instanceof Halt && signal.reason.ending === 'released';
}

/** Posts how far the run is, as it is then; the losses since the last post are one point of the curve. */
function posting(held: Held, pace: Pace) {
  return async () => {
    const heard = hearing(await held.tenure.training(pace.progress()), held);
    if (heard === 'heard') pace.heard();
    return heard;
  };
}

async function carryOut(attempt: Attempt): Promise<void> {
  const { lease, kit, directory, signal } = attempt;
  if ((await workId(lease.training)) !== lease.computation) {
    throw new AttemptError('the training is not the one that it is named for', { isFinal: true });
  }
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await removeEarlier(kit.runs, lease);
  await fetchCheckpoint(attempt);
  for await (const event of kit.trainer.train(lease.training, directory, signal)) await take(event, attempt);
  signal.throwIfAborted();
  await deliver(attempt);
}

/** Brings what the run goes on from. Each attempt is given the same: where the edge no longer has it, the run begins anew. */
async function fetchCheckpoint({ lease, directory, tenure, log }: Attempt): Promise<void> {
  if (!lease.checkpoint) return;
  log.info({ step: lease.checkpoint.step }, 'goes on from a checkpoint');
  try {
    await downloadFiles(tenure.checkpointPart, directory, lease.checkpoint.files);
  } catch (err) {
    if (!(err instanceof AttemptError)) throw err;
    log.warn({ err }, 'the checkpoint is gone; the run begins anew');
    await rm(directory, { recursive: true });
    await mkdir(directory);
  }
}

async function take(event: TrainingEvent, attempt: Attempt): Promise<void> {
  const { pace, reporter, keeper } = attempt;
  if (event.kind === 'step') pace.step(event.report);
  if (event.kind === 'drawing') pace.drawing(event.done);
  if (event.kind === 'saved') await keeper.saved(event.step);
  if (event.kind === 'shown') await show(event, attempt);
  if (event.kind !== 'saved') reporter.offer('progress');
}

/** Pictures that cannot be uploaded now are owed: the run goes on, and they go with the next or before the end. */
async function show(event: Shown, attempt: Attempt): Promise<void> {
  const { owed, signal, log } = attempt;
  owed.push(event);
  try {
    await uploadOwed(attempt);
  } catch (err) {
    signal.throwIfAborted();
    log.warn({ err, epoch: event.epoch }, 'pictures could not be uploaded; they will be tried again');
  }
}

async function uploadOwed({ owed, tenure, directory, pace }: Attempt): Promise<void> {
  for (let next = owed[0]; next; next = owed[0]) {
    for (const sighting of await uploadSightings(tenure, directory, next)) pace.seen(sighting);
    owed.shift();
  }
}

/** Makes the bundle, uploads it, serves it and completes: once the job is done it can be sampled. */
async function deliver(attempt: Attempt): Promise<void> {
  const { lease, kit, directory, tenure, reporter, keeper, pace, signal } = attempt;
  const name = trainedBundle(lease.computation);
  const fresh = join(directory, 'bundle');
  await kit.trainer.exportTo(directory, fresh);
  await uploadOwed(attempt);
  const files = await uploadFiles(tenure, 'files', fresh, await filesUnder(fresh));
  await keeper.settled();
  signal.throwIfAborted();
  const revision = await kit.serve(await moved(fresh, kit.bundles, name));
  await reporter.stop();
  signal.throwIfAborted();
  const completion = { files, pictures: pace.pictures, ...(revision && { bundle: { name, revision } }) };
  accepted(await tenure.complete(completion), 'the result could not be stored');
}

/** Puts the bundle in its place in one go, so that it is whole or not there; answers where it lies now. */
async function moved(fresh: string, bundles: string, name: string): Promise<string> {
  const target = join(bundles, name);
  await mkdir(bundles, { recursive: true });
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
  return target;
}

/** A full disk is the runner's own trouble, and elsewhere there may be room. */
function explained(cause: unknown): unknown {
  const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
  return isFull ? new AttemptError('the disk of the runner is full', { cause }) : cause;
}
