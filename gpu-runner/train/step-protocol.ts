import type { Tensors } from '../tensor/tensor.ts';
import type { Config } from './configs.ts';
import type { StepRunning } from './step.ts';

/** What a step worker is started with. */
export interface StepWorkerData {
  readonly config: Config;
  /** Number of the phase whose graph is run. */
  readonly phase: number;
  readonly running: StepRunning;
}

/** A call to the worker; calls are answered one by one in their order. */
export type StepCall =
  | { readonly kind: 'open' }
  | { readonly kind: 'run'; readonly feeds: Tensors; readonly learningRate: number }
  | { readonly kind: 'save' }
  /** `grown` tells that the state may be that of a smaller net. */
  | { readonly kind: 'load'; readonly state: Tensors; readonly grown: boolean };

export type StepReply =
  | { readonly kind: 'opened' }
  | { readonly kind: 'ran'; readonly loss: number }
  | { readonly kind: 'saved'; readonly state: Tensors }
  | { readonly kind: 'loaded' }
  | { readonly kind: 'failed'; readonly message: string };
