import { gradients } from '../graph/gradients.ts';
import { Graph } from '../graph/graph.ts';
import { serialise } from '../graph/serialise.ts';
import type { Value } from '../graph/value.ts';
import type { Shapes, TrainableNet } from '../nets/net.ts';
import { type Declaration, Scope } from '../nets/scope.ts';
import { adamUpdate, clipped } from './optimiser.ts';

/** Names of the inputs that are neither state nor batch. */
export const RATES = { size: 'rate.size', root: 'rate.root', averaging: 'rate.averaging' };

/** An output with this before its name is the next value of the state of that name. */
export const NEXT = 'next.';

export interface StepGraph {
  readonly model: Uint8Array;
  readonly parameters: ReadonlyMap<string, Declaration>;
  readonly statistics: ReadonlyMap<string, Declaration>;
}

export interface StepGraphOptions {
  readonly batch: number;
  /** Whether averages of the weights are kept. */
  readonly averaged: boolean;
  readonly channelBlock: number | undefined;
  /** The greatest norm of all gradients together. */
  readonly clip?: number;
}

/** Forward pass, loss, gradients, Adam and averages as one graph from a state and a batch to the next state and `loss`. */
export function stepGraph(net: TrainableNet, options: StepGraphOptions): StepGraph {
  const { batch, averaged, channelBlock, clip } = options;
  const g = new Graph({ channelBlock });
  const scope = new Scope(g, (name, dims, kind) => g.input(`${kind}.${name}`, dims), { training: true });
  const loss = net.loss(scope, batchInputs(g, net.feeds, batch));
  g.output('loss', loss);
  const parameters = optimise(g, loss, scope.parameters, { clip, shareOf: net.shareOf });
  for (const [name, value] of scope.updates) g.output(`${NEXT}stat.${name}`, value);
  if (averaged) average(g, new Map([...parameters, ...scope.updates]));
  return { model: serialise(g), parameters: scope.parameters, statistics: scope.statistics };
}

function batchInputs(g: Graph, feeds: Shapes, batch: number): Record<string, Value> {
  return Object.fromEntries(Object.entries(feeds).map(([name, dims]) => [name, g.input(name, [batch, ...dims])]));
}

interface Optimisation {
  readonly clip: number | undefined;
  readonly shareOf: TrainableNet['shareOf'];
}

/** Adds the updates of all parameters; answers their new values by name. */
function optimise(
  g: Graph,
  loss: Value,
  parameters: StepGraph['parameters'],
  { clip, shareOf = () => 1 }: Optimisation,
): Map<string, Value> {
  const names = [...parameters.keys()];
  const values = [...parameters.values()].map(({ value }) => value);
  const [whole, root] = [g.input(RATES.size, []), g.input(RATES.root, [])];
  const exact = gradients(g, loss, values);
  const slopes = clip === undefined ? exact : clipped(g, exact, clip);
  return new Map(
    names.map((name, i) => {
      const moments = { m: g.input(`adam.m.${name}`, values[i]!.dims), v: g.input(`adam.v.${name}`, values[i]!.dims) };
      const share = shareOf(name);
      const size = share === 1 ? whole : g.node('Mul', [whole, g.scalar(share)], []);
      const next = adamUpdate(g, values[i]!, slopes[i]!, moments, { size, root });
      g.output(`${NEXT}param.${name}`, next.parameter);
      g.output(`${NEXT}adam.m.${name}`, next.m);
      g.output(`${NEXT}adam.v.${name}`, next.v);
      return [name, next.parameter];
    }),
  );
}

/** ema' = ema + averaging (value - ema). */
function average(g: Graph, values: ReadonlyMap<string, Value>): void {
  const weight = g.input(RATES.averaging, []);
  for (const [name, value] of values) {
    const ema = g.input(`ema.${name}`, value.dims);
    const moved = g.node('Mul', [g.node('Sub', [value, ema], value.dims), weight], value.dims);
    g.output(`${NEXT}ema.${name}`, g.node('Add', [ema, moved], value.dims));
  }
}
