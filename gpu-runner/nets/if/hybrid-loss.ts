import { add, mul, neg, scale } from '../../graph/elementwise.ts';
import type { Graph } from '../../graph/graph.ts';
import { meanAll } from '../../graph/reduce.ts';
import { reshape } from '../../graph/shape.ts';
import type { Value } from '../../graph/value.ts';

/** What the loss is made of: the first three [N,C,H,W], of each row's timestep the others [N]. */
export interface HybridTerms {
  /** (predicted - true)^2, of v-predictions */
  readonly square: Value;
  /** The same, through which no gradient flows. */
  readonly fixedSquare: Value;
  /** The prediction's other half, which interpolates between the bounds of the log variance. */
  readonly v: Value;
  readonly logRatio: Value;
  readonly gain: Value;
  /** What the row's part of L_simple is multiplied by. */
  readonly weight: Value;
}

/**
 * L_simple + 0.001 L_vlb (Nichol and Dhariwal 2021, arXiv:2102.09672, section 3.1), a scalar; L_simple is here of v-predictions,
 * by `weight`, and not of eps. L_vlb is a sum over T = 1000 timesteps and is estimated by T times the term of one, in bits a
 * dimension; so that term's weight is 1. Where some timesteps are drawn more often than others, they count for more in it.
 *
 * The term is KL(q(x_{t-1} | x_t, x_0) || p(x_{t-1} | x_t)). Both means are lines through x_t and the noise, and differ by
 * beta / (sqrt(alpha) sqrt(1 - alphaBar)) times the error of eps. With q's variance betaTilde, and p's log variance
 * log betaTilde + f logRatio with f = (v + 1) / 2 and logRatio = log(beta / betaTilde), that is
 * (f logRatio - 1 + (1 + gain error^2) exp(-f logRatio)) / 2. The error of eps is sqrt(alphaBar) times that of the v-prediction, so
 * for the square of the latter gain = alphaBar beta^2 / (alpha (1 - alphaBar) betaTilde).
 * The mean is held fixed, so that this term trains the variance alone; what it would be at f = 0, gain error^2 / 2, is
 * therefore a constant, large near T, and is left out of the loss.
 */
export function hybridLoss(g: Graph, { square, fixedSquare, v, logRatio, gain, weight }: HybridTerms): Value {
  const perRow = (x: Value) => reshape(g, x, [x.dims[0]!, 1, 1, 1]);
  const f = scale(g, add(g, v, g.scalar(1)), 0.5);
  const excess = mul(g, f, perRow(logRatio));
  const spread = add(g, mul(g, fixedSquare, perRow(gain)), g.scalar(1));
  const divergence = add(g, excess, mul(g, spread, add(g, exp(g, neg(g, excess)), g.scalar(-1))));
  return add(g, meanAll(g, mul(g, square, perRow(weight))), scale(g, meanAll(g, divergence), 0.5 / Math.LN2));
}

/** e^x. dX = e^x dY. */
function exp(g: Graph, x: Value): Value {
  const y = g.node('Exp', [x], x.dims);
  return g.differentiable(y, [x], (dy) => [mul(g, dy, y)]);
}
