import { Graph } from '../graph/graph.ts';
import { initialiseAll } from '../nets/initialise.ts';
import type { Net } from '../nets/net.ts';
import { Scope } from '../nets/scope.ts';
import type { Tensors } from '../tensor/tensor.ts';

/** For tests: weights like those that a network begins its training with, none of them zero throughout. */
export function randomWeights(net: Net): Tensors {
  const graph = new Graph();
  const scope = new Scope(graph, (name, dims) => graph.input(name, dims), { training: false });
  const inputs = Object.entries(net.inputs).map(([name, dims]) => [name, graph.input(name, ['N', ...dims])]);
  net.forward(scope, Object.fromEntries(inputs));
  const declared = [...scope.parameters, ...scope.statistics];
  return Object.fromEntries(declared.map(([name, declaration], index) => [name, initialiseAll(declaration, 1, index)]));
}
