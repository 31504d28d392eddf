import { sizeOf } from '../tensor/tensor.ts';
import { layoutFree } from './blocks.ts';
import { mul } from './elementwise.ts';
import type { Graph } from './graph.ts';
import { inPieces } from './pieces.ts';
import { concrete, type Value } from './value.ts';

/**
 * x Phi(x) with the exact normal distribution function (Hendrycks and Gimpel, "Gaussian Error Linear Units").
 * dX = (Phi(x) + x phi(x)) dY, where with s = x / sqrt(2): Phi = (1 + erf s) / 2 and x phi(x) = s exp(-s^2) / sqrt(pi),
 * which is s exp(-s^2 - ln(pi) / 2).
 */
export function gelu(g: Graph, x: Value): Value {
  const y = layoutFree(g, true, [x], ([at]) => g.node('Gelu', [at!], x.dims));
  return g.differentiable(y, [x], (dy) => [alongSlope(g, x, dy, geluSlope)]);
}

/** dY times the slope at x, a chain of many operators, in pieces. */
function alongSlope(g: Graph, x: Value, dy: Value, slope: (g: Graph, x: Value) => Value): Value {
  const rows = sizeOf(concrete(x).slice(0, -1));
  return layoutFree(g, true, [x, dy], (both) =>
    inPieces(g, both, rows, (body, [at, d]) => body.node('Mul', [d!, slope(body, at!)], at!.dims)),
  );
}

function geluSlope(g: Graph, x: Value): Value {
  const times = (a: Value, b: Value) => g.node('Mul', [a, b], x.dims);
  const s = times(x, g.scalar(Math.SQRT1_2));
  const exponent = g.node('Sub', [g.scalar(-Math.log(Math.PI) / 2), times(s, s)], x.dims);
  // HardSigmoid is a x + b clipped to [0, 1], where (1 + erf) / 2 lies anyway: one pass over memory instead of two.
  const phi = g.node('HardSigmoid', [g.node('Erf', [s], x.dims)], x.dims, {
    alpha: { float: 0.5 },
    beta: { float: 0.5 },
  });
  return g.node('Add', [phi, times(s, g.node('Exp', [exponent], x.dims))], x.dims);
}

/**
 * x Phi(x) with the normal distribution function approximated, Phi = (1 + tanh u) / 2 and
 * u = sqrt(2 / pi) (x + 0.044715 x^3) (Hendrycks and Gimpel, section 2). dX = (Phi + x u' (1 - tanh^2 u) / 2) dY.
 */
export function geluTanh(g: Graph, x: Value): Value {
  const y = g.node('Gelu', [x], x.dims, { approximate: { text: 'tanh' } });
  return g.differentiable(y, [x], (dy) => [alongSlope(g, x, dy, geluTanhSlope)]);
}

function geluTanhSlope(g: Graph, x: Value): Value {
  const times = (a: Value, b: Value) => g.node('Mul', [a, b], x.dims);
  const plus = (a: Value, k: number) => g.node('Add', [a, g.scalar(k)], x.dims);
  const k = Math.sqrt(2 / Math.PI);
  const square = times(x, x);
  const u = times(x, plus(times(square, g.scalar(0.044715 * k)), k));
  const tanh = g.node('Tanh', [u], x.dims);
  const bend = g.node('Sub', [g.scalar(1), times(tanh, tanh)], x.dims);
  const uSlope = plus(times(square, g.scalar(3 * 0.044715 * k)), k);
  const sum = g.node('Add', [plus(tanh, 1), times(times(x, uSlope), bend)], x.dims);
  return times(sum, g.scalar(0.5));
}

/** x s with s = sigmoid(1.702 x) (Hendrycks and Gimpel, section 2). dX = s (1 + 1.702 x (1 - s)) dY. */
export function quickGelu(g: Graph, x: Value): Value {
  const times = (a: Value, b: Value) => g.node('Mul', [a, b], x.dims);
  const k = g.scalar(1.702);
  const s = g.node('Sigmoid', [times(x, k)], x.dims);
  return g.differentiable(times(x, s), [x], (dy) => {
    const rest = g.node('Sub', [g.scalar(1), s], x.dims);
    const slope = g.node('Add', [times(times(times(x, k), rest), s), s], x.dims);
    return [mul(g, dy, slope)];
  });
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

/** exp(x) / sum exp(x) along the last axis. dX = y (dY - sum(dY y)). */
export function softmax(g: Graph, x: Value): Value {
  const y = g.node('Softmax', [x], x.dims, { axis: { int: -1 } });
  return g.differentiable(y, [x], (dy) => {
    const weighed = g.node('Mul', [dy, y], x.dims);
    const total = g.node('ReduceSum', [weighed, g.integers([x.dims.length - 1])], [...x.dims.slice(0, -1), 1]);
    return [g.node('Mul', [y, g.node('Sub', [dy, total], x.dims)], x.dims)];
  });
}
