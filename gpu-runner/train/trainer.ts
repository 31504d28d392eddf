import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Checkpoint, saveCheckpoint } from './checkpoint.ts';
import { lossCurve } from './curve.ts';
import type { Mnist } from './dataset.ts';
import { type RunPlan, type StepReport, steps } from './loop.ts';
import { METRICS_FILE, MetricsFile, readMetrics } from './metrics.ts';
import { writeOutput } from './output.ts';
import { RECIPES } from './recipes.ts';
import { RemoteStep } from './remote-step.ts';
import { learningRate, type RunConfig, stepsPerEpoch } from './run.ts';
import { trainedWeights } from './state.ts';
import type { WatchEvent, Watcher } from './watch/watcher.ts';

export interface TrainOptions {
  readonly config: RunConfig;
  /** Where the checkpoints, metrics.jsonl and loss.png go. */
  readonly directory: string;
  readonly data: Mnist;
  /** Where to go on from. */
  readonly checkpoint?: Checkpoint;
  readonly threads?: number;
  /** When it aborts, the run saves after the step under way and ends. */
  readonly signal: AbortSignal;
  /** Draws what was learnt at the ends of some epochs. */
  readonly watcher?: Watcher;
}

export type TrainEvent =
  | { readonly kind: 'step'; readonly report: StepReport }
  | { readonly kind: 'saved'; readonly step: number }
  | WatchEvent;

/** Milliseconds between checkpoints. */
const SAVE_EVERY = 60_000;

/** The metrics file of a run's directory. */
export function metricsPath(directory: string): string {
  return join(directory, METRICS_FILE);
}

/**
 * Trains in a worker thread, yielding each step, each checkpoint written (every minute, at the end of an epoch and when the
 * signal aborts) and each picture. Throws a DivergedError, a CheckpointError or an OutputError; the last good checkpoint
 * stays on disk.
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainEvent> {
  const { config, directory, checkpoint, threads } = options;
  mkdirSync(directory, { recursive: true });
  const metrics = new MetricsFile(metricsPath(directory), checkpoint?.step ?? 0);
  const remote = new RemoteStep(config, threads);
  try {
    if (checkpoint) {
      await remote.load(checkpoint.state);
      yield* lookAgain(options, checkpoint);
    }
    yield* trained(options, remote, metrics);
  } finally {
    await remote.close();
    metrics.flush();
  }
}

async function* trained(options: TrainOptions, remote: RemoteStep, metrics: MetricsFile): AsyncGenerator<TrainEvent> {
  const { config, directory, data, checkpoint, signal } = options;
  const run = steps(config, (feeds, rate) => remote.run(feeds, rate), planOf(config, data), checkpoint?.step ?? 0);
  let savedAt = performance.now();
  for await (const report of run) {
    metrics.add(report);
    yield { kind: 'step', report };
    const epochEnds = report.step % stepsPerEpoch(config) === 0;
    if (!epochEnds && !signal.aborted && performance.now() - savedAt < SAVE_EVERY) continue;
    const now = { config, step: report.step, state: await remote.save() };
    // First the record, then the checkpoint: what goes on from a checkpoint finds every step up to it.
    metrics.flush();
    await saveCheckpoint(directory, now);
    yield { kind: 'saved', step: report.step };
    if (epochEnds) yield* lookAt(options, now);
    if (signal.aborted) return;
    savedAt = performance.now();
  }
}

/** The loss curve and the pictures of a state at the end of an epoch. */
async function* lookAt({ directory, signal, watcher }: TrainOptions, { config, step, state }: Checkpoint) {
  const metrics = readMetrics(metricsPath(directory));
  await writeOutput(join(directory, 'loss.png'), await lossCurve(metrics, stepsPerEpoch(config)));
  if (signal.aborted || !watcher) return;
  yield* watcher.look(step / stepsPerEpoch(config), trainedWeights({ config, state }), signal);
}

/** A run stopped between a checkpoint and its pictures draws them when it goes on. */
async function* lookAgain(options: TrainOptions, checkpoint: Checkpoint) {
  const epoch = checkpoint.step / stepsPerEpoch(options.config);
  if (options.watcher?.misses(epoch)) yield* lookAt(options, checkpoint);
}

function planOf(config: RunConfig, data: Mnist): RunPlan {
  const { batches, decay } = RECIPES[config.net];
  return { batches: batches(config, data), learningRate: (epoch) => learningRate(config, decay, epoch) };
}
