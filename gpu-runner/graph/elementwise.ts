import { layoutFree } from './blocks.ts';
import type { Graph } from './graph.ts';
import { sumTo } from './reduce.ts';
import { broadcastDims, sameDims, type Value } from './value.ts';

/** a + b with broadcasting. dA = dY and dB = dY, summed over what was broadcast. */
export function add(g: Graph, a: Value, b: Value): Value {
  const y = layoutFree(g, sameDims(a.dims, b.dims), [a, b], (both) => g.node('Add', both, broadcastDims(a, b)));
  return g.differentiable(y, [a, b], (dy) => [sumTo(g, dy, a), sumTo(g, dy, b)]);
}

/** a - b with broadcasting. dA = dY, dB = -dY. */
export function sub(g: Graph, a: Value, b: Value): Value {
  const y = g.node('Sub', [a, b], broadcastDims(a, b));
  return g.differentiable(y, [a, b], (dy) => [sumTo(g, dy, a), sumTo(g, neg(g, dy), b)]);
}

/** a b with broadcasting. dA = b dY, dB = a dY. */
export function mul(g: Graph, a: Value, b: Value): Value {
  const y = layoutFree(g, sameDims(a.dims, b.dims), [a, b], (both) => g.node('Mul', both, broadcastDims(a, b)));
  return g.differentiable(y, [a, b], (dy) => [sumTo(g, mul(g, dy, b), a), sumTo(g, mul(g, dy, a), b)]);
}

/** -x. dX = -dY. */
export function neg(g: Graph, x: Value): Value {
  return g.differentiable(g.node('Neg', [x], x.dims), [x], (dy) => [neg(g, dy)]);
}

/** k x for a number k. dX = k dY. */
export function scale(g: Graph, x: Value, k: number): Value {
  return mul(g, x, g.scalar(k));
}
