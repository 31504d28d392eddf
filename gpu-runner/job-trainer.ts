import { MnistNet, type Training } from '@manifold/shared/recipe/training';
import type { Logger } from 'pino';
import {
  CHECKPOINT_FILE,
  type Checkpoint,
  CheckpointError,
  hasCheckpoint,
  loadCheckpoint,
  mayPass,
} from './train/checkpoint.ts';
import { DatasetError } from './train/dataset-error.ts';
import { DigitConfig } from './train/digits/config.ts';
import { gridFiles } from './train/digits/gallery.ts';
import { loadMnist } from './train/digits/mnist.ts';
import { digitBatches } from './train/digits/nets.ts';
import { digitShow } from './train/digits/watch/shows.ts';
import { hasDiverged } from './train/diverged.ts';
import { epochOf } from './train/epochs.ts';
import { exportRun } from './train/export.ts';
import { METRICS_FILE } from './train/metrics-file.ts';
import { OutputError } from './train/output.ts';
import { type TrainEvent, train } from './train/trainer.ts';
import { type NetRunning, runningOf } from './train/watch/open-net.ts';
import { Watcher } from './train/watch/watcher.ts';
import { AttemptError } from './work/halt.ts';
import type { Trainer, TrainingEvent } from './work/training/trainer.ts';

export interface TrainerOptions extends NetRunning {
  /** Evaluations of each sample that is drawn on the way. */
  readonly drawSteps: number;
  readonly log: Logger;
}

/** What work/ trains with: train/, its errors in words that are fit for clients. */
export function makeJobTrainer(options: TrainerOptions): Trainer {
  return {
    nets: MnistNet.options,
    checkpointFiles: (directory) => [CHECKPOINT_FILE, METRICS_FILE, ...gridFiles(directory)],
    async *train(training, directory, signal) {
      try {
        yield* run(training, directory, signal, options);
      } catch (error) {
        throw hasDiverged(error) ? diverged(error, training) : explained(error);
      }
    },
    async exportTo(directory, target) {
      try {
        await exportRun(directory, target);
      } catch (error) {
        throw explained(error);
      }
    },
  };
}

async function* run(
  training: Training,
  directory: string,
  signal: AbortSignal,
  { drawSteps, log, ...running }: TrainerOptions,
): AsyncGenerator<TrainingEvent> {
  const config = DigitConfig.parse(training);
  const checkpoint = await startOf(directory, log);
  const own = { config, directory, ...runningOf(running) };
  const watcher = new Watcher({ ...own, steps: drawSteps, show: digitShow(config, loadMnist('test')) });
  const batches = digitBatches(config, loadMnist('train', config.limit));
  const events = train({ ...own, batches, watcher, signal, ...(checkpoint && { checkpoint }) });
  for await (const event of events) yield inEpochs(event, config);
}

/**
 * Where the run goes on from. The edge gives each attempt the same checkpoint until a newer one is kept: of one that cannot be
 * read every attempt would fail, and the run begins anew. Not where reading it may succeed another time: the first save of the
 * new run would take its place at the edge.
 */
async function startOf(directory: string, log: Logger): Promise<Checkpoint | undefined> {
  if (!hasCheckpoint(directory)) return undefined;
  try {
    return (await loadCheckpoint(directory)).checkpoint;
  } catch (err) {
    if (err instanceof CheckpointError && mayPass(err)) {
      throw new AttemptError('the runner could not read the checkpoint', { cause: err });
    }
    log.warn({ err }, 'the checkpoint cannot be read; the run begins anew');
    return undefined;
  }
}

/** What is told of a run on digits: epochs, where other runs count otherwise. */
function inEpochs(event: TrainEvent, config: DigitConfig): TrainingEvent {
  if (event.kind === 'saved') return event;
  if (event.kind !== 'step') return { ...event, epoch: event.mileage };
  return { ...event, report: { ...event.report, epoch: epochOf(config, event.report.step - 1) } };
}

/** A loss that is no number comes again wherever the run is repeated. */
function diverged(cause: Error, { lr }: Training): AttemptError {
  return new AttemptError(`${cause.message}; ask for a smaller lr than ${lr}`, { cause, isFinal: true });
}

/** What the disk or the data set lacks may be there elsewhere. */
function explained(cause: unknown): unknown {
  if (cause instanceof DatasetError) return new AttemptError(cause.message, { cause });
  if (cause instanceof CheckpointError || cause instanceof OutputError) {
    const isFull = cause.cause instanceof Error && 'code' in cause.cause && cause.cause.code === 'ENOSPC';
    return new AttemptError(isFull ? 'the disk of the runner is full' : 'the runner cannot keep what it learnt', {
      cause,
    });
  }
  return cause;
}
