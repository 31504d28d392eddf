import { add } from './elementwise.ts';
import type { Graph } from './graph.ts';
import { expand } from './reduce.ts';
import { describe, sameDims, type Value } from './value.ts';

/**
 * The gradients of a scalar `loss` with respect to each of `wrt`, as new values of the same graph: reverse-mode
 * differentiation, one backward walk over the tape that visits only what depends on `wrt`.
 * What the loss does not depend on has gradient zero.
 */
export function gradients(graph: Graph, loss: Value, wrt: readonly Value[]): Value[] {
  const tape = graph.tape.slice();
  const active = dependents(tape, wrt);
  const found = new Map<Value, Value>([[loss, graph.scalar(1)]]);
  for (const entry of tape.reverse()) {
    const dy = found.get(entry.output);
    if (!dy || !active.has(entry.output)) continue;
    entry.gradient(dy).forEach((dx, i) => {
      const input = entry.inputs[i]!;
      if (dx && active.has(input)) accumulate(graph, found, input, dx);
    });
  }
  return wrt.map((value) => found.get(value) ?? expand(graph, graph.scalar(0), value.dims));
}

function dependents(tape: Graph['tape'], wrt: readonly Value[]): Set<Value> {
  const active = new Set(wrt);
  for (const { output, inputs } of tape) {
    if (inputs.some((input) => active.has(input))) active.add(output);
  }
  return active;
}

function accumulate(graph: Graph, found: Map<Value, Value>, input: Value, dx: Value): void {
  if (!sameDims(dx.dims, input.dims)) {
    throw new RangeError(`the gradient ${describe(dx)} has not the shape of ${describe(input)}`);
  }
  const before = found.get(input);
  found.set(input, before ? add(graph, before, dx) : dx);
}

/** The same value, through which no gradient flows. */
export function detach(graph: Graph, x: Value): Value {
  return graph.node('Identity', [x], x.dims);
}
