import { mul } from './elementwise.ts';
import type { Graph } from './graph.ts';
import type { Value } from './value.ts';

/**
 * x Phi(x) with the exact normal distribution function (Hendrycks and Gimpel, "Gaussian Error Linear Units").
 * dX = (Phi(x) + x phi(x)) dY, where with s = x / sqrt(2): Phi = (1 + erf s) / 2 and x phi(x) = s exp(-s^2) / sqrt(pi).
 */
export function gelu(g: Graph, x: Value): Value {
  const y = g.node('Gelu', [x], x.dims);
  return g.differentiable(y, [x], (dy) => [mul(g, dy, geluSlope(g, x))]);
}

function geluSlope(g: Graph, x: Value): Value {
  const times = (a: Value, b: Value) => g.node('Mul', [a, b], x.dims);
  const s = times(x, g.scalar(Math.SQRT1_2));
  const density = g.node('Exp', [g.node('Neg', [times(s, s)], x.dims)], x.dims);
  // HardSigmoid is a x + b clipped to [0, 1], where (1 + erf) / 2 lies anyway: one pass over memory instead of two.
  const phi = g.node('HardSigmoid', [g.node('Erf', [s], x.dims)], x.dims, {
    alpha: { float: 0.5 },
    beta: { float: 0.5 },
  });
  const tail = times(times(x, g.scalar(1 / Math.sqrt(2 * Math.PI))), density);
  return g.node('Add', [phi, tail], x.dims);
}

/** max(x, 0). dX = dY where x > 0. */
export function relu(g: Graph, x: Value): Value {
  return g.differentiable(g.node('Relu', [x], x.dims), [x], (dy) => [
    mul(g, dy, g.node('Clip', [g.node('Sign', [x], x.dims), g.scalar(0)], x.dims)),
  ]);
}

/** ln softmax(x) along the last axis. dX = dY - softmax(x) sum(dY). */
export function logSoftmax(g: Graph, x: Value): Value {
  const y = g.node('LogSoftmax', [x], x.dims, { axis: { int: -1 } });
  return g.differentiable(y, [x], (dy) => {
    const total = g.node('ReduceSum', [dy, g.integers([x.dims.length - 1])], [...x.dims.slice(0, -1), 1]);
    const shared = g.node('Mul', [g.node('Exp', [y], x.dims), total], x.dims);
    return [g.node('Sub', [dy, shared], x.dims)];
  });
}
