import { Graph, type Node } from '../graph/graph.ts';
import { dimAt, type Value } from '../graph/value.ts';
import type { Net } from '../nets/net.ts';
import { Scope } from '../nets/scope.ts';

/**
 * GFLOP of one row of `net`: two floating-point operations for each multiplication in its convolutions and matrix products,
 * which are nearly all of its work.
 */
export function rowCost(net: Net): number {
  const graph = new Graph();
  const scope = new Scope(graph, (name, dims) => graph.input(name, dims), { training: false });
  const inputs = Object.entries(net.inputs).map(([name, dims]) => [name, graph.input(name, [1, ...dims])]);
  net.forward(scope, Object.fromEntries(inputs));
  return graph.nodes.reduce((sum, node) => sum + 2 * multiplications(node), 0) / 1e9;
}

/**
 * Every output of a convolution takes a whole filter, every input of a transposed one meets a whole filter, and every entry
 * of a product takes a row of its first matrix, which inference never transposes.
 */
function multiplications({ op, inputs, outputs }: Node): number {
  const [x, weight] = inputs;
  switch (op) {
    case 'Conv':
      return sizeOf(outputs[0]!) * sizeOf(weight!, 1);
    case 'ConvTranspose':
      return sizeOf(x!) * sizeOf(weight!, 1);
    case 'Gemm':
    case 'MatMul':
      return sizeOf(outputs[0]!) * dimAt(x!, -1);
    default:
      return 0;
  }
}

/** Elements of a value, over its dimensions from `first` on: from 1 on those of one filter. */
function sizeOf({ dims }: Value, first = 0): number {
  return dims.slice(first).reduce<number>((product, dim) => product * Number(dim), 1);
}
