import { logSoftmax } from './activation.ts';
import { mul, scale, sub } from './elementwise.ts';
import type { Graph } from './graph.ts';
import { meanAll } from './reduce.ts';
import { dimAt, type Value } from './value.ts';

/** The mean of (a - b)^2 over every element, a scalar. */
export function squaredError(g: Graph, a: Value, b: Value): Value {
  const difference = sub(g, a, b);
  return meanAll(g, mul(g, difference, difference));
}

/** The mean over the rows of -sum label ln softmax(logits), for logits and labels [N,K]; a scalar. */
export function crossEntropy(g: Graph, logits: Value, label: Value): Value {
  const likelihood = meanAll(g, mul(g, logSoftmax(g, logits), label));
  return scale(g, likelihood, -dimAt(logits, 1));
}
