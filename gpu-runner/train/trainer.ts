import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Checkpoint, saveCheckpoint } from './checkpoint.ts';
import type { Mnist } from './dataset.ts';
import { type RunPlan, type StepReport, steps } from './loop.ts';
import { MetricsFile } from './metrics.ts';
import { RECIPES } from './recipes.ts';
import { RemoteStep } from './remote-step.ts';
import { learningRate, type RunConfig } from './run.ts';

export interface TrainOptions {
  readonly config: RunConfig;
  /** Where the checkpoints and metrics.jsonl go. */
  readonly directory: string;
  readonly data: Mnist;
  /** Where to go on from. */
  readonly checkpoint?: Checkpoint;
  readonly threads?: number;
  /** When it aborts, the run saves after the step under way and ends. */
  readonly signal: AbortSignal;
}

export type TrainEvent =
  | { readonly kind: 'step'; readonly report: StepReport }
  | { readonly kind: 'saved'; readonly step: number };

/** Milliseconds between checkpoints. */
const SAVE_EVERY = 60_000;

/** The metrics file of a run's directory. */
export function metricsPath(directory: string): string {
  return join(directory, 'metrics.jsonl');
}

/**
 * Trains in a worker thread, yielding each step and each checkpoint written: every minute, at the end and when the
 * signal aborts. Throws a DivergedError or a CheckpointError; the last good checkpoint stays on disk.
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainEvent> {
  const { config, directory, data, checkpoint, threads, signal } = options;
  mkdirSync(directory, { recursive: true });
  const from = checkpoint?.step ?? 0;
  const metrics = new MetricsFile(metricsPath(directory), from);
  const remote = new RemoteStep(config, threads);
  try {
    if (checkpoint) await remote.load(checkpoint.state);
    let savedAt = performance.now();
    for await (const report of steps(config, (feeds, rate) => remote.run(feeds, rate), planOf(config, data), from)) {
      metrics.add(report);
      yield { kind: 'step', report };
      if (report.step < report.steps && !signal.aborted && performance.now() - savedAt < SAVE_EVERY) continue;
      await saveCheckpoint(directory, { config, step: report.step, state: await remote.save() });
      savedAt = performance.now();
      yield { kind: 'saved', step: report.step };
      if (signal.aborted) return;
    }
  } finally {
    metrics.flush();
    await remote.close();
  }
}

function planOf(config: RunConfig, data: Mnist): RunPlan {
  const { batches, decay } = RECIPES[config.net];
  return { batches: batches(config, data), learningRate: (epoch) => learningRate(config, decay, epoch) };
}
