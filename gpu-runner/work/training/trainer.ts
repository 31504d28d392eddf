import type { Training } from '@manifold/shared/recipe/training';

/** What one optimisation step yields. */
export interface StepReport {
  /** Steps done, this one included. */
  readonly step: number;
  readonly steps: number;
  /** From 0. */
  readonly epoch: number;
  /** Mean loss of the batch. */
  readonly loss: number;
  readonly learningRate: number;
  readonly imagesPerSecond: number;
}

/** What happens to a run: a step, a checkpoint in its folder, pictures drawn after an epoch (from 1) into its folder. */
export type TrainingEvent =
  | { readonly kind: 'step'; readonly report: StepReport }
  | { readonly kind: 'saved'; readonly step: number }
  | { readonly kind: 'drawing'; readonly epoch: number; readonly done: number }
  | { readonly kind: 'shown'; readonly epoch: number; readonly files: readonly string[] };

/** Trains nets; handed in, since training is no part of working off leases. */
export interface Trainer {
  readonly nets: readonly Training['net'][];
  /** Files of a run's folder, by their paths in it, that it goes on from: a checkpoint is a copy of them. */
  checkpointFiles(directory: string): readonly string[];
  /**
   * Trains in a thread of its own, in `directory`, going on from the checkpoint that lies there. When `signal` aborts, the run
   * saves after the step under way and ends. Throws an AttemptError.
   */
  train(training: Training, directory: string, signal: AbortSignal): AsyncGenerator<TrainingEvent>;
  /** Writes what the run in `directory` has come to as a bundle. Throws an AttemptError. */
  exportTo(directory: string, target: string): Promise<void>;
}
