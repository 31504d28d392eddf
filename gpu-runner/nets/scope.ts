import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/value.ts';

/**
 * How a parameter begins: uniform in [-bound, bound], or all of one value. A `silent` one begins at zero, so that its branch at
 * first adds nothing, and a `given` one with what is told of its elements, by their position, where anything is; where any
 * weights will do, the bound says which are as usual.
 */
export type Initial =
  | { readonly uniform: number; readonly silent?: boolean; readonly given?: (position: number) => number | undefined }
  | { readonly constant: number };

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
  readonly parameters: Map<string, Declaration>;
  readonly statistics: Map<string, Declaration>;
  /** New values of running statistics, by name. Training only. */
  readonly updates: Map<string, Value>;
  readonly graph: Graph;
  /** Whether normalisation uses the batch's statistics, or the running ones. */
  readonly training: boolean;
  readonly #bind: Binding;
  readonly #prefix: string;

  constructor(graph: Graph, bind: Binding, options: { training: boolean; prefix?: string; within?: Scope }) {
    const { training, prefix = '', within } = options;
    this.graph = graph;
    this.training = training;
    this.parameters = within?.parameters ?? new Map();
    this.statistics = within?.statistics ?? new Map();
    this.updates = within?.updates ?? new Map();
    this.#bind = bind;
    this.#prefix = prefix;
  }

  /** The scope of a part, whose names all begin with `name` and a dot. */
  under(name: string): Scope {
    return new Scope(this.graph, this.#bind, {
      training: this.training,
      prefix: `${this.#prefix}${name}.`,
      within: this,
    });
  }

  parameter(name: string, dims: readonly number[], initial: Initial): Value {
    const full = this.#prefix + name;
    return declare(this.parameters, full, { dims, initial, value: this.#bind(full, dims, 'param') });
  }

  statistic(name: string, dims: readonly number[], constant: number): Value {
    const full = this.#prefix + name;
    return declare(this.statistics, full, { dims, initial: { constant }, value: this.#bind(full, dims, 'stat') });
  }

  /** Gives a running statistic of this scope its new value. */
  update(name: string, value: Value): void {
    this.updates.set(this.#prefix + name, value);
  }
}

function declare(into: Map<string, Declaration>, name: string, declaration: Declaration): Value {
  if (into.has(name)) throw new Error(`${name} is declared twice`);
  into.set(name, declaration);
  return declaration.value;
}
