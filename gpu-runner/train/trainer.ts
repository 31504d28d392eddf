import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProvider } from '../runtime/provider.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { type Checkpoint, saveCheckpoint } from './checkpoint.ts';
import { type Config, trainingPlanOf } from './configs.ts';
import { lossCurve } from './curve.ts';
import { type StepReport, steps } from './loop.ts';
import { METRICS_FILE, MetricsFile, readMetrics } from './metrics-file.ts';
import { writeOutput } from './output.ts';
import { type Batches, phaseAt, type TrainingPlan, totalSteps } from './plan.ts';
import { RemoteStep } from './remote-step.ts';
import { trainedWeights } from './state.ts';
import type { StepRunning } from './step.ts';
import type { WatchEvent, Watcher } from './watch/watcher.ts';

export interface TrainOptions extends StepRunning {
  readonly config: Config;
  /** Where the checkpoints, metrics.jsonl and loss.png go. */
  readonly directory: string;
  readonly batches: Batches;
  /** Where to go on from. */
  readonly checkpoint?: Checkpoint;
  /** When it aborts, the run saves after the step under way and ends. */
  readonly signal: AbortSignal;
  /** Draws what was learnt at some milestones. */
  readonly watcher?: Watcher;
}

export type TrainEvent =
  | { readonly kind: 'step'; readonly report: StepReport }
  /** A checkpoint lies in its place. */
  | { readonly kind: 'saved'; readonly step: number }
  | WatchEvent;

/** Milliseconds between checkpoints. */
const SAVE_EVERY = 60_000;

/** The metrics file of a run's directory. */
export function metricsPath(directory: string): string {
  return join(directory, METRICS_FILE);
}

/**
 * Trains in a worker thread, yielding each step, each checkpoint written (every minute, at a milestone and when the signal
 * aborts) and each picture. A run that begins saves what it begins with before its first step, and yields nothing for it. Throws a
 * DivergedError, a CheckpointError or an OutputError; the last good checkpoint stays on disk.
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainEvent> {
  const { config, directory, checkpoint, signal, provider = await findProvider() } = options;
  mkdirSync(directory, { recursive: true });
  const metrics = new MetricsFile(metricsPath(directory), checkpoint?.step ?? 0, provider);
  const plan = trainingPlanOf(config);
  let isFailed = true;
  try {
    if (checkpoint) yield* lookAgain(options, plan, checkpoint);
    let [step, state] = [checkpoint?.step ?? 0, checkpoint?.state];
    while (step < totalSteps(plan) && !signal.aborted) {
      const { number, phase, first } = phaseAt(plan, step);
      state = yield* trainedPhase(
        { ...options, provider },
        plan,
        { step, state, number, grown: step === first },
        metrics,
      );
      step = first + phase.steps;
    }
    isFailed = false;
  } finally {
    flush(metrics, isFailed);
  }
}

/** What has failed before is what is told, and not that the record could not be written either. */
function flush(metrics: MetricsFile, isFailed: boolean): void {
  try {
    metrics.flush();
  } catch (cause) {
    if (!isFailed) throw cause;
  }
}

interface Start {
  readonly step: number;
  /** That of new parameters when there is none. */
  readonly state: Tensors | undefined;
  /** Of the phase. */
  readonly number: number;
  /** Whether the state is that of the phase before, or of another run, whose net may have been smaller. */
  readonly grown: boolean;
}

/** Trains to the end of a phase, or until the signal aborts; returns the state there. Before the first step of all it is saved. */
async function* trainedPhase(
  options: TrainOptions & Required<Pick<StepRunning, 'provider'>>,
  plan: TrainingPlan,
  start: Start,
  metrics: MetricsFile,
) {
  const { config, provider, threads } = options;
  const remote = new RemoteStep(config, start.number, { provider, ...(threads && { threads }) });
  try {
    await remote.ready();
    if (start.state) await remote.load(start.state, start);
    if (start.step === 0) await saveCheckpoint(options.directory, { config, step: 0, state: await remote.save() });
    yield* trained(options, plan, start.step, remote, metrics);
    return await remote.save();
  } finally {
    await remote.close();
  }
}

async function* trained(
  options: TrainOptions,
  plan: TrainingPlan,
  from: number,
  remote: RemoteStep,
  metrics: MetricsFile,
): AsyncGenerator<TrainEvent> {
  const { config, directory, batches, signal } = options;
  let savedAt = performance.now();
  for await (const report of steps(plan, (feeds, rate) => remote.run(feeds, rate), batches, from)) {
    metrics.add(report);
    yield { kind: 'step', report };
    const isMilestone = plan.mileage.isMilestone(report.step);
    if (!isMilestone && !signal.aborted && performance.now() - savedAt < SAVE_EVERY) continue;
    const now = { config, step: report.step, state: await remote.save() };
    // First the record, then the checkpoint: what goes on from a checkpoint finds every step up to it.
    metrics.flush();
    if (await saveCheckpoint(directory, now)) yield { kind: 'saved', step: report.step };
    if (isMilestone) yield* lookAt(options, plan, now);
    if (signal.aborted) return;
    savedAt = performance.now();
  }
}

/** The loss curve and the pictures of a state at a milestone. */
async function* lookAt(
  { directory, signal, watcher }: TrainOptions,
  plan: TrainingPlan,
  { config, step, state }: Checkpoint,
): AsyncGenerator<TrainEvent> {
  const metrics = readMetrics(metricsPath(directory));
  // A checkpoint may have come here without the record of its steps.
  if (metrics.length > 0) await writeOutput(join(directory, 'loss.png'), await lossCurve(metrics, plan.mileage));
  if (signal.aborted || !watcher) return;
  yield* watcher.look(step, trainedWeights({ config, state }), signal);
}

/** A run stopped between a checkpoint and its pictures draws them when it goes on. */
async function* lookAgain(
  options: TrainOptions,
  plan: TrainingPlan,
  checkpoint: Checkpoint,
): AsyncGenerator<TrainEvent> {
  if (checkpoint.step > 0 && options.watcher?.misses(checkpoint.step)) yield* lookAt(options, plan, checkpoint);
}
