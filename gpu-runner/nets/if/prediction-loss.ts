import { mul, sub } from '../../graph/elementwise.ts';
import { detach } from '../../graph/gradients.ts';
import { meanAll } from '../../graph/reduce.ts';
import { reshape, slice } from '../../graph/shape.ts';
import { dimAt, type Value } from '../../graph/value.ts';
import type { Scope } from '../scope.ts';
import { hybridLoss } from './hybrid-loss.ts';

/** What a prediction is held against: the noise eps [N,C,H,W] itself, and what the row's error is multiplied by, [N]. */
export interface Truth {
  readonly eps: Value;
  readonly weight: Value;
}

/** What the variance is held against besides, of each row's timestep, [N]; see `hybridLoss`. */
export interface VarianceTruth extends Truth {
  readonly logRatio: Value;
  readonly gain: Value;
}

/** The loss of the noise in a `prediction` [N,2C,H,W] alone, a scalar; nothing is learnt of its second half, v. */
export function noiseLoss(scope: Scope, prediction: Value, { eps, weight }: Truth): Value {
  const g = scope.graph;
  const perRow = reshape(g, weight, [weight.dims[0]!, 1, 1, 1]);
  return meanAll(g, mul(g, squareError(scope, prediction, eps), perRow));
}

/** The hybrid loss of a `prediction` [N,2C,H,W], the noise and, in its second half, v; a scalar. */
export function noiseAndVarianceLoss(scope: Scope, prediction: Value, truth: VarianceTruth): Value {
  const { eps, ...ofRows } = truth;
  const square = squareError(scope, prediction, eps);
  const v = half(scope, prediction, 1);
  return hybridLoss(scope.graph, { square, fixedSquare: detach(scope.graph, square), v, ...ofRows });
}

function squareError(scope: Scope, prediction: Value, eps: Value): Value {
  const error = sub(scope.graph, half(scope, prediction, 0), eps);
  return mul(scope.graph, error, error);
}

function half({ graph: g }: Scope, prediction: Value, i: 0 | 1): Value {
  const channels = dimAt(prediction, 1) / 2;
  return slice(g, prediction, [{ axis: 1, start: i * channels, end: (i + 1) * channels }]);
}
