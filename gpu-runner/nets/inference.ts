import { type ExternalData, Graph, type Target } from '../graph/graph.ts';
import { serialise } from '../graph/serialise.ts';
import type { DType, Value } from '../graph/value.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Net } from './net.ts';
import { Scope } from './scope.ts';

/** A weight at hand, or where its bytes lie in a file with the shape and the type they have there. */
export type Weight =
  | Tensor
  | { readonly dims: readonly number[]; readonly dtype: DType; readonly external: ExternalData };

/** How a network is lowered for what it runs on. */
export type Lowering = Pick<Target, 'half'>;

/**
 * The model of a network for inference: its inputs with an open batch dimension, its outputs, its weights as constants.
 * Throws an Error that names the first weight that is missing, misshapen, or none of the network's.
 */
export function inferenceModel(
  net: Net,
  weights: Readonly<Record<string, Weight>>,
  lowering: Lowering = {},
): Uint8Array {
  // Inference needs no gradients, and runs on onnxruntime whatever the provider.
  const g = new Graph({ fused: true, ...lowering });
  const scope = new Scope(g, (name, dims) => constant(g, name, dims, weights[name]), { training: false });
  const inputs = Object.entries(net.inputs).map(([name, dims]) => [name, g.input(name, ['N', ...dims])]);
  for (const [name, value] of Object.entries(net.forward(scope, Object.fromEntries(inputs)))) g.output(name, value);
  const strange = Object.keys(weights).find((name) => !scope.parameters.has(name) && !scope.statistics.has(name));
  if (strange !== undefined) throw new Error(`the weight ${strange} is none of this network's`);
  return serialise(g);
}

function constant(g: Graph, name: string, dims: readonly number[], weight: Weight | undefined): Value {
  if (!weight) throw new Error(`the weights have no ${name}`);
  if (weight.dims.join() !== dims.join()) {
    throw new Error(`the weight ${name} is [${weight.dims.join(', ')}], where [${dims.join(', ')}] is wanted`);
  }
  if (!('external' in weight)) return g.constant(weight, name);
  return g.cast(g.external(name, dims, weight.external, weight.dtype), 'float32');
}
