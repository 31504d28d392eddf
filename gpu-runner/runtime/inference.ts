import { join } from 'node:path';
import { readHeader } from '../bundle/safetensors.ts';
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
 * A session of `net` with the float32 weights of the safetensors file `directory/file`, used where they lie. The file
 * must not change while the session lives. Throws an Error naming the first weight missing or misshapen.
 */
export async function bundleSession(
  net: Net,
  directory: string,
  file: string,
  options: Options = {},
): Promise<Session> {
  const { entries } = await readHeader(join(directory, file));
  const weights = Object.entries(entries).map(([name, { dtype, shape, offset, length }]) => {
    if (dtype !== 'F32') throw new Error(`${join(directory, file)}: ${name} is ${dtype}, where F32 is wanted`);
    return [name, { dims: shape, external: { location: file, offset, length } }] as const;
  });
  return createSession(inferenceModel(net, Object.fromEntries(weights)), {
    provider: await findProvider(),
    ...options,
    directory,
  });
}
