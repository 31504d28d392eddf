import { BundleError } from '../bundle/bundle-error.ts';
import { type PlacedWeights, readWeights } from '../bundle/weights.ts';
import { inferenceModel } from '../nets/inference.ts';
import type { Net } from '../nets/net.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { findProvider } from './provider.ts';
import { createSession, type Session, type SessionOptions } from './session.ts';

/** The provider is the best that the machine has, unless one is named. */
type Options = Pick<SessionOptions, 'threads' | 'provider'>;

/** A session of `net` with weights in memory. Throws an Error naming the first weight missing or misshapen. */
export async function inferenceSession(net: Net, weights: Tensors, options: Options = {}): Promise<Session> {
  return createSession(inferenceModel(net, weights), { provider: await findProvider(), ...options });
}

/**
 * A session of `net` with the weights of `directory/file`, a safetensors file or the index of its shards, used where they
 * lie; half precision is cast. The files must not change while the session lives. Throws a BundleError naming the file and
 * the first weight that is missing, misshapen, or none of the network's, before anything is loaded.
 */
export async function bundleSession(
  net: Net,
  directory: string,
  file: string,
  options: Options = {},
): Promise<Session> {
  const model = placedModel(net, await readWeights(directory, file), `${directory}/${file}`);
  return createSession(model, { provider: await findProvider(), ...options, directory });
}

/** Throws the BundleError that `bundleSession` would, and loads nothing. */
export async function checkWeights(net: Net, directory: string, file: string): Promise<void> {
  placedModel(net, await readWeights(directory, file), `${directory}/${file}`);
}

function placedModel(net: Net, weights: PlacedWeights, path: string): Uint8Array {
  try {
    return inferenceModel(net, weights);
  } catch (cause) {
    throw new BundleError(`${path}: ${(cause as Error).message}`, { cause });
  }
}
