import type { Value } from '../graph/value.ts';
import type { Scope } from './scope.ts';

/** Shapes of named inputs without their leading batch dimension, e.g. `{ sample: [1, 28, 28], timestep: [] }`. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

type Values = Readonly<Record<string, Value>>;

/** A network as a function from named inputs to named outputs; its parameters come from the scope. */
export interface Net {
  readonly inputs: Shapes;
  forward(scope: Scope, inputs: Values): Values;
}

/** A network with what it is trained on: `feeds` are the batch tensors that `loss` reads. */
export interface TrainableNet extends Net {
  readonly feeds: Shapes;
  /** The mean loss of the batch, a scalar. */
  loss(scope: Scope, feeds: Values): Value;
  /** The share of the learning rate that the parameter of this name takes; all of it where nothing is said. */
  readonly shareOf?: (name: string) => number;
  /** Whether the parameter of this name lies between hidden layers, no table, first or last; none where nothing is said. */
  readonly isInner?: (name: string) => boolean;
}
