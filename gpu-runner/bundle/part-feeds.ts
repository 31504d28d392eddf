import type { Net } from '../nets/net.ts';
import { sizeOf, type Tensor, type Tensors, tensor } from '../tensor/tensor.ts';
import { BundleError } from './bundle-error.ts';

/**
 * The inputs as the network takes them. As in diffusers, a `timestep` or `class_labels` of one value stands for every row,
 * and an `attention_mask` left out reads all. Throws a BundleError naming an input that is missing, misshapen or unknown.
 */
export function feedsOf(net: Net, inputs: Tensors): Tensors {
  const strange = Object.keys(inputs).find((name) => !Object.hasOwn(net.inputs, name));
  if (strange !== undefined) {
    throw new BundleError(`there is no input ${strange}; there are ${Object.keys(net.inputs).join(', ')}`);
  }
  const rows = batchOf(net, inputs);
  const feeds = Object.entries(net.inputs).map(([name, dims]) => [name, feed(name, [rows, ...dims], inputs[name])]);
  return Object.fromEntries(feeds);
}

/** The batch of the first input that has rows of more than one number. */
function batchOf(net: Net, inputs: Tensors): number {
  const main = Object.entries(net.inputs).find(([, dims]) => dims.length > 0)![0];
  return inputs[main]?.dims[0] ?? 1;
}

function feed(name: string, dims: readonly number[], given: Tensor | undefined): Tensor {
  const size = sizeOf(dims);
  if (!given) {
    if (name !== 'attention_mask') throw new BundleError(`the inputs have no ${name}`);
    return tensor(dims, new Float32Array(size).fill(1));
  }
  if (dims.length === 1 && given.data.length === 1) return tensor(dims, new Float32Array(size).fill(given.data[0]!));
  if (given.dims.join() !== dims.join()) {
    throw new BundleError(`the input ${name} is [${given.dims.join(', ')}], where [${dims.join(', ')}] is wanted`);
  }
  return given;
}
