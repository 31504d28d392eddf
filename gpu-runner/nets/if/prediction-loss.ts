import { mul, sub } from '../../graph/elementwise.ts';
import { detach } from '../../graph/gradients.ts';
import { meanAll } from '../../graph/reduce.ts';
import { reshape, slice } from '../../graph/shape.ts';
import { dimAt, type Value } from '../../graph/value.ts';
import type { Scope } from '../scope.ts';
import { hybridLoss } from './hybrid-loss.ts';

/** What a prediction is held against, noise or the v of a v-prediction [N,C,H,W], and what a row's error is multiplied by, [N]. */
export interface Truth {
  readonly target: Value;
  readonly weight: Value;
}

/** What the variance is held against besides, of each row's timestep, [N]; see `hybridLoss`. */
export interface VarianceTruth extends Truth {
  readonly logRatio: Value;
  readonly gain: Value;
}

/** The loss of the first half of a `prediction` [N,2C,H,W] alone, a scalar; nothing is learnt of its second half, v. */
export function predictionLoss(scope: Scope, prediction: Value, { target, weight }: Truth): Value {
  const g = scope.graph;
  const perRow = reshape(g, weight, [weight.dims[0]!, 1, 1, 1]);
  return meanAll(g, mul(g, squareError(scope, prediction, target), perRow));
}

/** The hybrid loss of a `prediction` [N,2C,H,W] with, in its second half, v; a scalar. */
export function predictionAndVarianceLoss(scope: Scope, prediction: Value, truth: VarianceTruth): Value {
  const { target, ...ofRows } = truth;
  const square = squareError(scope, prediction, target);
  const v = half(scope, prediction, 1);
  return hybridLoss(scope.graph, { square, fixedSquare: detach(scope.graph, square), v, ...ofRows });
}

function squareError(scope: Scope, prediction: Value, target: Value): Value {
  const error = sub(scope.graph, half(scope, prediction, 0), target);
  return mul(scope.graph, error, error);
}

function half({ graph: g }: Scope, prediction: Value, i: 0 | 1): Value {
  const channels = dimAt(prediction, 1) / 2;
  return slice(g, prediction, [{ axis: 1, start: i * channels, end: (i + 1) * channels }]);
}
