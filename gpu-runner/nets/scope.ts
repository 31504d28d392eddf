import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/value.ts';

/** How a parameter begins: uniform in [-bound, bound], or all of one value. */
export type Initial = { readonly uniform: number } | { readonly constant: number };

export interface Declaration {
  readonly dims: readonly number[];
  readonly initial: Initial;
  readonly value: Value;
}

/** Gives the value of a parameter or a running statistic in a graph: an input, a constant, bytes in a file. */
export type Binding = (name: string, dims: readonly number[], kind: 'param' | 'stat') => Value;

/**
 * Where a network finds its parameters while it is written into a graph, and where it leaves word of them: what it
 * declared, and the new values of its running statistics.
 */
export class Scope {
  readonly parameters = new Map<string, Declaration>();
  readonly statistics = new Map<string, Declaration>();
  /** New values of running statistics, by name. Training only. */
  readonly updates = new Map<string, Value>();
  readonly graph: Graph;
  /** Whether normalisation uses the batch's statistics, or the running ones. */
  readonly training: boolean;
  readonly #bind: Binding;

  constructor(graph: Graph, bind: Binding, options: { training: boolean }) {
    this.graph = graph;
    this.training = options.training;
    this.#bind = bind;
  }

  parameter(name: string, dims: readonly number[], initial: Initial): Value {
    return declare(this.parameters, name, { dims, initial, value: this.#bind(name, dims, 'param') });
  }

  statistic(name: string, dims: readonly number[], constant: number): Value {
    return declare(this.statistics, name, { dims, initial: { constant }, value: this.#bind(name, dims, 'stat') });
  }
}

function declare(into: Map<string, Declaration>, name: string, declaration: Declaration): Value {
  if (into.has(name)) throw new Error(`${name} is declared twice`);
  into.set(name, declaration);
  return declaration.value;
}
