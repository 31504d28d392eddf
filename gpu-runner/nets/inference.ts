import { type ExternalData, Graph } from '../graph/graph.ts';
import { serialise } from '../graph/serialise.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Net } from './net.ts';
import { Scope } from './scope.ts';

/** A weight at hand, or where its bytes lie in a file with the shape they have there. */
export type Weight = Tensor | { readonly dims: readonly number[]; readonly external: ExternalData };

/**
 * The model of a network for inference: its inputs with an open batch dimension, its outputs, its weights as constants.
 * Throws an Error that names the first weight that is missing or misshapen.
 */
export function inferenceModel(net: Net, weights: Readonly<Record<string, Weight>>): Uint8Array {
  const g = new Graph();
  const scope = new Scope(g, (name, dims) => constant(g, name, dims, weights[name]), { training: false });
  const inputs = Object.entries(net.inputs).map(([name, dims]) => [name, g.input(name, ['N', ...dims])]);
  for (const [name, value] of Object.entries(net.forward(scope, Object.fromEntries(inputs)))) g.output(name, value);
  return serialise(g);
}

function constant(g: Graph, name: string, dims: readonly number[], weight: Weight | undefined) {
  if (!weight) throw new Error(`the weights have no ${name}`);
  if (weight.dims.join() !== dims.join()) {
    throw new Error(`the weight ${name} is [${weight.dims.join(', ')}], where [${dims.join(', ')}] is wanted`);
  }
  return 'external' in weight ? g.external(name, dims, weight.external) : g.constant(weight, name);
}
