import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingLease } from '@manifold/shared/protocol/lease';
import { trainedBundle } from '@manifold/shared/protocol/result';
import { workId } from '@manifold/shared/recipe/work';
import { attempt, type Held, type Means } from '../attempt.ts';
import { AttemptError, accepted } from '../halt.ts';
import type { Ending } from '../metrics.ts';
import { hearing } from '../posting.ts';
import { type Reporter, startReporter } from '../reporter.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import { downloadFiles, filesUnder, uploadFiles } from './files.ts';
import { Pace } from './pace.ts';
import { uploadSightings } from './sighting.ts';
import type { Trainer, TrainingEvent } from './trainer.ts';

/** What a runner trains with. */
export interface Training {
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
  readonly means: Training;
  readonly directory: string;
  readonly pace: Pace;
  readonly reporter: Reporter<'progress'>;
  readonly keeper: CheckpointKeeper;
}

/** One lease of a training from start to completion: trains, reports, keeps checkpoints, uploads, completes. See `attempt`. */
export function computeTraining(
  lease: TrainingLease,
  training: Training,
  means: Means,
  handBack: AbortSignal,
): Promise<Ending> {
  return attempt(lease, means, handBack, async (held) => {
    const pace = new Pace(lease.training);
    const directory = join(training.runs, lease.computation);
    const reporter = startReporter<'progress'>({ ...means, post: posting(held, pace) });
    const keeper = new CheckpointKeeper(held, directory, training.trainer);
    try {
      await carryOut({ ...held, lease, means: training, directory, pace, reporter, keeper });
    } catch (cause) {
      throw explained(cause);
    } finally {
      await reporter.stop();
      await keeper.settled();
      await rm(directory, { recursive: true, force: true });
    }
  });
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
  const { lease, means, directory, signal, tenure, log } = attempt;
  if ((await workId(lease.training)) !== lease.computation) {
    throw new AttemptError('the training is not the one that it is named for', { isFinal: true });
  }
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  if (lease.checkpoint) {
    log.info({ step: lease.checkpoint.step }, 'goes on from a checkpoint');
    await downloadFiles(tenure, directory, lease.checkpoint.files);
  }
  for await (const event of means.trainer.train(lease.training, directory, signal)) await take(event, attempt);
  signal.throwIfAborted();
  await deliver(attempt);
}

async function take(
  event: TrainingEvent,
  { pace, reporter, keeper, tenure, directory, signal }: Attempt,
): Promise<void> {
  if (event.kind === 'step') pace.step(event.report);
  if (event.kind === 'drawing') pace.drawing(event.done);
  if (event.kind === 'saved' && !signal.aborted) await keeper.saved(event.step);
  if (event.kind === 'shown') {
    const sightings = await uploadSightings(tenure, directory, event.epoch, event.files);
    for (const sighting of sightings) pace.seen(sighting);
  }
  if (event.kind !== 'saved') reporter.offer('progress');
}

/** Makes the bundle, serves it, uploads it and completes: once the job is done it can be sampled. */
async function deliver({ lease, means, directory, tenure, reporter, keeper, pace, signal }: Attempt): Promise<void> {
  const name = trainedBundle(lease.computation);
  const target = join(means.bundles, name);
  await exportTo(means, directory, target);
  const revision = await means.serve(target);
  const files = await uploadFiles(tenure, 'files', target, await filesUnder(target));
  await keeper.settled();
  await reporter.stop();
  signal.throwIfAborted();
  const completion = { files, pictures: pace.pictures, ...(revision && { bundle: { name, revision } }) };
  accepted(await tenure.complete(completion), 'the result could not be stored');
}

/** Writes the bundle beside its place first, so that it is whole or not there. */
async function exportTo({ trainer, bundles }: Training, directory: string, target: string): Promise<void> {
  const fresh = join(directory, 'bundle');
  await trainer.exportTo(directory, fresh);
  await mkdir(bundles, { recursive: true });
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
}

/** A full disk is the runner's own trouble, and elsewhere there may be room. */
function explained(cause: unknown): unknown {
  const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
  return isFull ? new AttemptError('the disk of the runner is full', { cause }) : cause;
}
