import type { Optimiser } from '@manifold/shared/recipe/training';
import type { TrainableNet } from '../nets/net.ts';
import type { Tensors } from '../tensor/tensor.ts';

/** Steps of a run that are alike: one net on batches of one shape, and so one graph. */
export interface Phase {
  readonly steps: number;
  /** Pictures a step. */
  readonly batch: number;
  /** What a picture costs, beside the pictures of the other phases. */
  readonly cost: number;
  /** The net with its loss. */
  net(): TrainableNet;
}

/** A run as the loop sees it, whatever its net and its data: all that its configuration determines. */
export interface TrainingPlan {
  readonly phases: readonly Phase[];
  /** Seeds the initial parameters. */
  readonly seed: number;
  /** Decay of the moving average of the weights; 0 for none. */
  readonly ema: number;
  /** The greatest norm of all gradients together; what is longer is shortened to it. */
  readonly clip?: number;
  /** Adam where nothing is said. */
  readonly optimiser?: Optimiser;
  /** Of the step with this number, from 0. */
  learningRate(index: number): number;
  /** What people call the part of the run that this step belongs to, `epoch 3/20`. */
  partOf(index: number): string;
  /** How far a run is after so many steps, in units that people count in. */
  readonly mileage: Mileage;
}

export interface Mileage {
  /** `epoch` */
  readonly unit: string;
  after(step: number): number;
  /** Whether the run is looked at after so many steps, a whole number of units. */
  isMilestone(step: number): boolean;
}

/** The feeds of the step with this number, from 0: a function of the run's configuration and its data alone. */
export type Batches = (index: number) => Tensors;

/** Where a step belongs. */
export interface Place {
  /** Number of its phase, from 0. */
  readonly number: number;
  readonly phase: Phase;
  /** The phase's first step. */
  readonly first: number;
}

export function totalSteps({ phases }: Pick<TrainingPlan, 'phases'>): number {
  return phases.reduce((sum, { steps }) => sum + steps, 0);
}

/** The phase of the step with this number, from 0; past the end, the last phase. */
export function phaseAt({ phases }: Pick<TrainingPlan, 'phases'>, index: number): Place {
  let first = 0;
  for (const [number, phase] of phases.entries()) {
    if (index < first + phase.steps || number === phases.length - 1) return { number, phase, first };
    first += phase.steps;
  }
  throw new RangeError('a run has at least one phase');
}

/** What `steps` steps cost, in pictures of cost 1. */
export function costOf({ phases }: Pick<TrainingPlan, 'phases'>, steps: number): number {
  let left = steps;
  let cost = 0;
  for (const phase of phases) {
    const done = Math.min(left, phase.steps);
    cost += done * phase.batch * phase.cost;
    left -= done;
  }
  return cost;
}
