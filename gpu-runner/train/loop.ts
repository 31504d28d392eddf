import type { Tensors } from '../tensor/tensor.ts';
import { type Batches, costOf, phaseAt, type TrainingPlan, totalSteps } from './plan.ts';

/** What one step yields. */
export interface StepReport {
  /** Steps done, this one included. */
  readonly step: number;
  readonly steps: number;
  /** Epochs done, this step included, of a run that counts in them. */
  readonly epoch?: number;
  /** The part of the run that the step belongs to, `epoch 3/20`. */
  readonly part: string;
  /** Number of the phase, from 0: the net and the size of its pictures. */
  readonly phase: number;
  /** Pictures in the batch. */
  readonly batch: number;
  /** Mean loss of the batch. */
  readonly loss: number;
  readonly learningRate: number;
  /** While the step ran: what is saved and drawn between two steps is not in it. */
  readonly imagesPerSecond: number;
  /** What is left of the run, in pictures of this step's kind. */
  readonly imagesLeft: number;
}

/** Runs one optimisation step and answers the loss. */
export type RunStep = (feeds: Tensors, learningRate: number) => Promise<number>;

/** The loss stopped being a number; the message says at which step. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
  readonly step: number;
  constructor(step: number, loss: number) {
    super(`the loss became ${loss} at step ${step}`);
    this.step = step;
  }
}

/**
 * Trains from step `from` to the end of its phase, yielding each step. The next batch is made while the step runs.
 * Throws a DivergedError when the loss is not finite.
 */
export async function* steps(
  plan: TrainingPlan,
  runStep: RunStep,
  batches: Batches,
  from: number,
): AsyncGenerator<StepReport> {
  const { phase, first } = phaseAt(plan, from);
  const end = first + phase.steps;
  let feeds = from < end ? batches(from) : {};
  for (let index = from; index < end; index++) {
    const learningRate = plan.learningRate(index);
    const start = performance.now();
    const running = runStep(feeds, learningRate);
    if (index + 1 < end) feeds = await meanwhile(running, () => batches(index + 1));
    const loss = await running;
    if (!Number.isFinite(loss)) throw new DivergedError(index + 1, loss);
    yield { ...placeOf(plan, index), loss, learningRate, imagesPerSecond: speedSince(start, phase.batch) };
  }
}

/** What is made while the step runs. Where that fails, the step is waited for: nobody would hear of it any more if it failed too. */
async function meanwhile<T>(running: Promise<unknown>, make: () => T): Promise<T> {
  try {
    return make();
  } catch (cause) {
    await running.catch(() => {});
    throw cause;
  }
}

function placeOf(plan: TrainingPlan, index: number) {
  const [step, steps] = [index + 1, totalSteps(plan)];
  const { phase, number } = phaseAt(plan, index);
  const { batch, cost } = phase;
  const imagesLeft = (costOf(plan, steps) - costOf(plan, step)) / cost;
  const { unit, after } = plan.mileage;
  const epochs = unit === 'epoch' && { epoch: after(step) };
  return { step, steps, ...epochs, part: plan.partOf(index), phase: number, batch, imagesLeft };
}

function speedSince(start: number, batch: number): number {
  return (batch * 1000) / (performance.now() - start);
}
