import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BundleError } from '../bundle/bundle-error.ts';
import { areHalves, type PlacedWeights, readWeights } from '../bundle/weights.ts';
import { inferenceModel, type Lowering, type Weight } from '../nets/inference.ts';
import type { Net } from '../nets/net.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { findProvider, takesHalves } from './provider.ts';
import { createSession, type Session, type SessionOptions } from './session.ts';

/** The provider is the best that the machine has, unless one is named. */
type Options = Pick<SessionOptions, 'threads' | 'provider'>;

interface BundleOptions extends Options {
  /** Whether products are taken in half precision; when left out, where the weights are halves and the provider is fast at it. */
  readonly half?: boolean;
  /** Whether kernels take the weights where they lie; when left out, where they are large. */
  readonly inPlace?: boolean;
}

/** Bytes of weights in files up to which kernels may copy them: those of small bundles, and none of DeepFloyd IF's. */
const COPIED_AT_MOST = 256e6;

/** A session of `net` with weights in memory. Throws an Error naming the first weight missing or misshapen. */
export async function inferenceSession(net: Net, weights: Tensors, options: Options = {}): Promise<Session> {
  return createSession(inferenceModel(net, weights), { provider: await findProvider(), ...options });
}

/**
 * A session of `net` with the weights of `directory/file`, a safetensors file or the index of its shards, used where they
 * lie unless they are small; half precision is cast, except for what is computed in it. The files must not change while the
 * session lives. Throws a BundleError naming the file and the first weight that is missing, misshapen, or none of the
 * network's, before anything is loaded.
 */
export async function bundleSession(
  net: Net,
  directory: string,
  file: string,
  { half, inPlace, ...options }: BundleOptions = {},
): Promise<Session> {
  const { place, weights } = await realWeights(directory, file);
  const provider = options.provider ?? (await findProvider());
  const lowering = { half: half ?? (areHalves(weights) && (await takesHalves(provider))) };
  return createSession(placedModel(net, weights, `${directory}/${file}`, lowering), {
    ...options,
    provider,
    directory: place,
    inPlace: inPlace ?? bytesOf(weights) > COPIED_AT_MOST,
  });
}

function bytesOf(weights: PlacedWeights): number {
  return Object.values(weights).reduce((sum, weight) => sum + ('external' in weight ? weight.external.length : 0), 0);
}

/** Throws the BundleError that `bundleSession` would, and loads nothing. */
export async function checkWeights(net: Net, directory: string, file: string): Promise<void> {
  const { weights } = await realWeights(directory, file);
  placedModel(net, weights, `${directory}/${file}`);
}

/**
 * The weights by the names that their files have in the one directory where these really lie: onnxruntime follows no link out of the
 * directory that it is given, and in the hub's cache all files are links.
 */
async function realWeights(directory: string, file: string): Promise<{ place: string; weights: PlacedWeights }> {
  const weights = Object.entries(await readWeights(directory, file));
  const names = new Set(weights.flatMap(([, weight]) => ('external' in weight ? [weight.external.location] : [])));
  const paths = new Map<string, string>();
  for (const name of names) paths.set(name, await realpath(join(directory, name)));
  const [place = directory, ...others] = new Set([...paths.values()].map((path) => dirname(path)));
  if (others.length > 0) throw scattered(directory, paths);
  const placed = weights.map(([name, weight]) => [name, inFile(weight, paths)]);
  return { place, weights: Object.fromEntries(placed) };
}

function inFile(weight: Weight, paths: ReadonlyMap<string, string>): Weight {
  if (!('external' in weight)) return weight;
  const location = basename(paths.get(weight.external.location)!);
  return { ...weight, external: { ...weight.external, location } };
}

function scattered(directory: string, paths: ReadonlyMap<string, string>): BundleError {
  const links = [...paths].map(([name, path]) => `${name} is ${path}`).join(', ');
  return new BundleError(
    `${directory}: the files of one network lie in different directories (${links}); copy the bundle with cp -rL, which follows links`,
  );
}

function placedModel(net: Net, weights: PlacedWeights, path: string, lowering?: Lowering): Uint8Array {
  try {
    return inferenceModel(net, weights, lowering);
  } catch (cause) {
    throw new BundleError(`${path}: ${(cause as Error).message}`, { cause });
  }
}
