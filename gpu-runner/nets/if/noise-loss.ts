import { mul, sub } from '../../graph/elementwise.ts';
import { detach } from '../../graph/gradients.ts';
import { slice } from '../../graph/shape.ts';
import { dimAt, type Value } from '../../graph/value.ts';
import type { Scope } from '../scope.ts';
import { hybridLoss } from './hybrid-loss.ts';

/** What a prediction is held against: the noise eps [N,C,H,W] itself, and of each row's timestep the others [N]. */
export interface Truth {
  readonly eps: Value;
  readonly logRatio: Value;
  readonly gain: Value;
  readonly weight: Value;
}

/** The hybrid loss of a `prediction` [N,2C,H,W], the noise and, in its second half, v; a scalar. */
export function noiseLoss({ graph: g }: Scope, prediction: Value, { eps, logRatio, gain, weight }: Truth): Value {
  const channels = dimAt(eps, 1);
  const half = (i: number) => slice(g, prediction, [{ axis: 1, start: i * channels, end: (i + 1) * channels }]);
  const error = sub(g, half(0), eps);
  const square = mul(g, error, error);
  return hybridLoss(g, { square, fixedSquare: detach(g, square), v: half(1), logRatio, gain, weight });
}
