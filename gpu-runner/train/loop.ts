import type { Tensors } from '../tensor/tensor.ts';
import { type Batches, epochOf, type RunConfig, totalSteps } from './run.ts';

/** What one step yields. */
export interface StepReport {
  /** Steps done, this one included. */
  readonly step: number;
  readonly steps: number;
  /** From 0. */
  readonly epoch: number;
  /** Mean loss of the batch. */
  readonly loss: number;
  readonly learningRate: number;
  /** Since the step before. */
  readonly imagesPerSecond: number;
}

/** Runs one optimisation step and answers the loss. */
export type RunStep = (feeds: Tensors, learningRate: number) => Promise<number>;

/** What a run gives to its steps. */
export interface RunPlan {
  readonly batches: Batches;
  /** Of an epoch, from 0. */
  readonly learningRate: (epoch: number) => number;
}

/** The loss stopped being a number; the message says at which step. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
  constructor(step: number, loss: number) {
    super(`the loss became ${loss} at step ${step}`);
  }
}

/**
 * Trains from step `from` to the end of the run, yielding each step. The next batch is made while the step runs.
 * Throws a DivergedError when the loss is not finite.
 */
export async function* steps(
  config: RunConfig,
  runStep: RunStep,
  { batches, learningRate }: RunPlan,
  from: number,
): AsyncGenerator<StepReport> {
  const total = totalSteps(config);
  let feeds = from < total ? batches(from) : {};
  for (let index = from; index < total; index++) {
    const epoch = epochOf(config, index);
    const rate = learningRate(epoch);
    const start = performance.now();
    const running = runStep(feeds, rate);
    if (index + 1 < total) feeds = batches(index + 1);
    const loss = await running;
    if (!Number.isFinite(loss)) throw new DivergedError(index + 1, loss);
    const imagesPerSecond = (config.batch * 1000) / (performance.now() - start);
    yield { step: index + 1, steps: total, epoch, loss, learningRate: rate, imagesPerSecond };
  }
}
