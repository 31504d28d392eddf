import type { Optimiser } from '@manifold/shared/recipe/training';
import { gradients } from '../graph/gradients.ts';
import { Graph } from '../graph/graph.ts';
import { serialise } from '../graph/serialise.ts';
import type { Value } from '../graph/value.ts';
import type { Shapes, TrainableNet } from '../nets/net.ts';
import { type Declaration, Scope } from '../nets/scope.ts';
import { muonUpdate } from './muon.ts';
import { adamUpdate, clipped } from './optimiser.ts';

/** Names of the inputs that are neither state nor batch. */
export const RATES = { size: 'rate.size', root: 'rate.root', plain: 'rate.plain', averaging: 'rate.averaging' };

/** An output with this before its name is the next value of the state of that name. */
export const NEXT = 'next.';

export interface StepGraph {
  readonly model: Uint8Array;
  readonly parameters: ReadonlyMap<string, Declaration>;
  readonly statistics: ReadonlyMap<string, Declaration>;
  /** Shapes of the optimiser's state, which begins as zeros: `adam.m.*` of every parameter, `adam.v.*` of those Adam moves. */
  readonly moments: ReadonlyMap<string, readonly number[]>;
  /** Those of `RATES` that it has as inputs. */
  readonly rates: ReadonlySet<string>;
}

export interface StepGraphOptions {
  readonly batch: number;
  /** Whether averages of the weights are kept. */
  readonly averaged: boolean;
  readonly channelBlock: number | undefined;
  /** The greatest norm of all gradients together. */
  readonly clip?: number;
  /** Adam when left out. */
  readonly optimiser?: Optimiser;
}

/** Forward pass, loss, gradients, optimiser and averages as one graph from a state and a batch to the next state and `loss`. */
export function stepGraph(net: TrainableNet, options: StepGraphOptions): StepGraph {
  const { batch, averaged, channelBlock, clip, optimiser = 'adam' } = options;
  const g = new Graph({ channelBlock });
  const scope = new Scope(g, (name, dims, kind) => g.input(`${kind}.${name}`, dims), { training: true });
  const loss = net.loss(scope, batchInputs(g, net.feeds, batch));
  g.output('loss', loss);
  const parameters = optimise(g, loss, scope.parameters, { net, clip, optimiser });
  for (const [name, value] of scope.updates) g.output(`${NEXT}stat.${name}`, value);
  if (averaged) average(g, new Map([...parameters, ...scope.updates]));
  const { parameters: declared, statistics } = scope;
  const called = (prefix: string) => g.inputs.filter(({ name }) => name.startsWith(prefix));
  const moments = new Map(called('adam.').map(({ name, dims }) => [name, dims as readonly number[]]));
  const rates = new Set(called('rate.').map(({ name }) => name));
  return { model: serialise(g), parameters: declared, statistics, moments, rates };
}

function batchInputs(g: Graph, feeds: Shapes, batch: number): Record<string, Value> {
  return Object.fromEntries(Object.entries(feeds).map(([name, dims]) => [name, g.input(name, [batch, ...dims])]));
}

interface Optimisation {
  readonly net: Pick<TrainableNet, 'shareOf' | 'isInner'>;
  readonly clip: number | undefined;
  readonly optimiser: Optimiser;
}

/** Adds the updates of all parameters; answers their new values by name. */
function optimise(
  g: Graph,
  loss: Value,
  parameters: StepGraph['parameters'],
  { net, clip, optimiser }: Optimisation,
): Map<string, Value> {
  const { shareOf = () => 1, isInner = () => false } = net;
  const values = [...parameters.values()].map(({ value }) => value);
  const exact = gradients(g, loss, values);
  const slopes = clip === undefined ? exact : clipped(g, exact, clip);
  const [size, root] = [g.input(RATES.size, []), g.input(RATES.root, [])];
  const plain = optimiser === 'muon' ? g.input(RATES.plain, []) : undefined;
  const shared = (rate: Value, share: number) => (share === 1 ? rate : g.node('Mul', [rate, g.scalar(share)], []));
  const move = (name: string, value: Value, slope: Value) => {
    const moment = (kind: string) => g.input(`adam.${kind}.${name}`, value.dims);
    const share = shareOf(name);
    if (plain && value.dims.length > 1 && isInner(name))
      return muonUpdate(g, value, slope, { m: moment('m'), rate: shared(plain, share) });
    const rates = { size: shared(size, share), root };
    return adamUpdate(g, value, slope, { m: moment('m'), v: moment('v') }, rates);
  };
  return new Map(
    [...parameters.keys()].map((name, i) => {
      const { parameter, ...moments } = move(name, values[i]!, slopes[i]!);
      g.output(`${NEXT}param.${name}`, parameter);
      for (const [kind, value] of Object.entries(moments)) g.output(`${NEXT}adam.${kind}.${name}`, value);
      return [name, parameter];
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
