import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/value.ts';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPS = 1e-8;

/** Adam's moments of one parameter, in its shape. */
export interface AdamMoments<T> {
  readonly m: T;
  readonly v: T;
}

/** The two numbers of a step that all parameters share; computed outside the graph, in double precision. */
export interface AdamRates<T> {
  /** learning rate / (1 - beta1^t) */
  readonly size: T;
  /** sqrt(1 - beta2^t) */
  readonly root: T;
}

/** Rates of step t = 1, 2, ... */
export function adamRates(learningRate: number, t: number): AdamRates<number> {
  return { size: learningRate / (1 - BETA1 ** t), root: Math.sqrt(1 - BETA2 ** t) };
}

/**
 * Adam (Kingma and Ba, algorithm 1), with PyTorch's order of operations and defaults: m' = b1 m + (1 - b1) g,
 * v' = b2 v + (1 - b2) g^2, p' = p - size m' / (sqrt(v') / root + eps).
 */
export function adamUpdate(
  g: Graph,
  parameter: Value,
  gradient: Value,
  { m, v }: AdamMoments<Value>,
  { size, root }: AdamRates<Value>,
): AdamMoments<Value> & { readonly parameter: Value } {
  const op = (kind: string, a: Value, b: Value) => g.node(kind, [a, b], parameter.dims);
  const decayed = (a: Value, b: Value, beta: number) =>
    op('Add', op('Mul', a, g.scalar(beta)), op('Mul', b, g.scalar(1 - beta)));
  const [m1, v1] = [decayed(m, gradient, BETA1), decayed(v, op('Mul', gradient, gradient), BETA2)];
  const spread = op('Add', op('Div', g.node('Sqrt', [v1], parameter.dims), root), g.scalar(EPS));
  return { parameter: op('Sub', parameter, op('Div', op('Mul', m1, size), spread)), m: m1, v: v1 };
}

/** Gradients shortened together where their norm, taken over all of them, is greater than `limit` (Pascanu et al. 2013). */
export function clipped(g: Graph, gradients: readonly Value[], limit: number): Value[] {
  const squares = gradients.map((slope) => g.node('ReduceSumSquare', [slope], [], { keepdims: { int: 0 } }));
  const norm = g.node('Sqrt', [g.node('Sum', squares, [])], []);
  const factor = g.node('Div', [g.scalar(limit), g.node('Max', [norm, g.scalar(limit)], [])], []);
  return gradients.map((slope) => g.node('Mul', [slope, factor], slope.dims));
}
