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
  const inputs = Object.entries(net.inputs).map(([name, dims]) => [name, graph.input(name, ['N', ...dims])]);
  net.forward(scope, Object.fromEntries(inputs));
  return graph.nodes.reduce((sum, node) => sum + 2 * multiplications(node), 0) / 1e9;
}

/** Every output of a convolution takes a whole filter; every input of a transposed one meets a whole filter. */
function multiplications({ op, inputs, outputs, attributes }: Node): number {
  const [x, weight] = inputs;
  switch (op) {
    case 'Conv':
      return perRow(outputs[0]!) * perRow(weight!);
    case 'ConvTranspose':
      return perRow(x!) * perRow(weight!);
    case 'Gemm':
      return (
        perRow(outputs[0]!) *
        dimAt(weight!, attributes.transB && 'int' in attributes.transB && attributes.transB.int ? 1 : 0)
      );
    default:
      return 0;
  }
}

/** Elements of a value but for its first dimension: of one row of a batch, of one filter. */
function perRow({ dims }: Value): number {
  return dims.slice(1).reduce<number>((product, dim) => product * Number(dim), 1);
}
