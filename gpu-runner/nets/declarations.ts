import { Graph } from '../graph/graph.ts';
import type { Net } from './net.ts';
import { type Declaration, Scope } from './scope.ts';

/** Parameters of a network by name, and then its running statistics, in the order that it declares them in. */
export function declarationsOf(net: Net): Map<string, Declaration> {
  const { parameters, statistics } = declared(net);
  return new Map([...parameters, ...statistics]);
}

/** What a network declares, by name. */
export function declared(net: Net): Pick<Scope, 'parameters' | 'statistics'> {
  const graph = new Graph();
  const scope = new Scope(graph, (name, dims) => graph.input(name, dims), { training: false });
  const inputs = Object.entries(net.inputs).map(([name, dims]) => [name, graph.input(name, ['N', ...dims])]);
  net.forward(scope, Object.fromEntries(inputs));
  return scope;
}
