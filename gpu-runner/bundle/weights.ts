import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { DType } from '../graph/value.ts';
import type { Weight } from '../nets/inference.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { BundleError } from './bundle-error.ts';
import { readConfig } from './read-config.ts';
import { readHeader } from './safetensors.ts';

/** Weights by name, where they lie in files of one directory. */
export type PlacedWeights = Readonly<Record<string, Weight>>;

/** A shard lies beside its index: onnxruntime takes no path that leads elsewhere, and nothing else is read for one. */
const Shard = z.string().refine((shard) => basename(shard) === shard && shard.endsWith('.safetensors'), {
  message: 'must be the name of a safetensors file beside it',
});

/** The index of a sharded file: which shard holds each tensor. */
const ShardIndex = z.strictObject({
  metadata: z.record(z.string(), z.unknown()).optional(),
  weight_map: z.record(z.string(), Shard),
});

/** Element types that the graph casts to float32 where it reads them. */
const TYPES: Readonly<Record<string, DType>> = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' };

/**
 * What older releases of transformers wrote beside the weights: a buffer that counts positions, and a second name of T5's
 * `shared.weight`.
 */
const REDUNDANT = [/\.position_ids$/, /^encoder\.embed_tokens\.weight$/];

const INDEX = '.index';

/** Variants that are looked for, in this order, when none is named. */
const VARIANTS = [undefined, 'fp16', 'bf16'];

/**
 * The weights file called `stem` in `directory`, as diffusers names it: whole or sharded, of the variant named, else the
 * first that is there of float32, fp16 and bf16. Throws a BundleError that names what was looked for.
 */
export function findWeights(directory: string, stem: string, variant?: string): string {
  const candidates = (variant === undefined ? VARIANTS : [variant]).flatMap((v) => {
    const dotted = v === undefined ? '' : `.${v}`;
    return [`${stem}${dotted}.safetensors`, `${stem}.safetensors${INDEX}${dotted}.json`];
  });
  const found = candidates.find((name) => existsSync(join(directory, name)));
  if (found) return found;
  throw new BundleError(`${directory} holds no weights; it wants ${candidates.join(' or ')}`);
}

/** The files that `file` stands for: itself, and the shards that it is the index of. */
export async function filesOf(directory: string, file: string): Promise<string[]> {
  if (!file.includes(INDEX)) return [file];
  const { weight_map: map } = await readConfig(directory, file, ShardIndex);
  return [file, ...new Set(Object.values(map))];
}

/**
 * Where each tensor of `file` lies, a safetensors file or the index of its shards. Headers are checked against the sizes of
 * their files. Throws a BundleError naming the file and the tensor that is wrong.
 */
export async function readWeights(directory: string, file: string): Promise<PlacedWeights> {
  if (!file.includes(INDEX)) return entriesOf(directory, file);
  const { weight_map: map } = await readConfig(directory, file, ShardIndex);
  const shards = [...new Set(Object.values(map))];
  const read = await Promise.all(shards.map(async (shard) => [shard, await entriesOf(directory, shard)] as const));
  const byShard = new Map(read);
  for (const [name, shard] of Object.entries(map)) {
    if (!byShard.get(shard)![name] && !isRedundant(name))
      throw new BundleError(`${join(directory, file)}: ${shard} has no ${name}`);
  }
  for (const [shard, weights] of read) checkListed(join(directory, file), shard, weights, map);
  return Object.assign({}, ...byShard.values());
}

/** Bytes that a number takes once it is loaded. Of half precision on a processor 5.2 were measured: some halves stay beside their casts. */
const LOADED: Readonly<Record<string, number>> = { float32: 4, float16: 6, bfloat16: 6 };

/** Bytes of a number in half precision that is computed with as it is. */
const AS_IT_IS = 2;

/**
 * Weights that are widened to single precision even where products are taken in half: embedding tables, what T5 computes in single,
 * and filters that are summed first. Vectors that scale and shift are widened too.
 */
const WIDENED =
  /(^shared|\.relative_attention_bias|\.position_embedding|\.DenseReluDense\.wo|\.upsamplers\.\d+\.conv1)\.weight$/;

/**
 * By what files of halves are outgrown where they are computed with as they are, about: that of T5 v1.1 XXL, as transformers writes
 * it, by its table, and those of DeepFloyd IF's U-Nets by the filters that are added up.
 */
export const halvesGrow = 1.05;

/**
 * Whether the weights are in half precision (fp16): most of the numbers, and the rest in single. transformers keeps those of T5
 * in single that half precision cannot be computed with.
 */
export function areHalves(weights: PlacedWeights): boolean {
  const [all, halves, singles] = [numbersOf(weights), numbersOf(weights, 'float16'), numbersOf(weights, 'float32')];
  return halves > all / 2 && halves + singles === all;
}

/** How many numbers there are, of one type where it is named. */
function numbersOf(weights: PlacedWeights, dtype?: DType): number {
  const counted = Object.values(weights).filter((weight) => !dtype || typeOf(weight) === dtype);
  return counted.reduce((sum, { dims }) => sum + sizeOf(dims), 0);
}

function typeOf(weight: Weight): DType {
  return 'dtype' in weight ? weight.dtype : 'float32';
}

/**
 * Bytes that the weights of `file` take once they are loaded, at most; `half` tells whether halves are computed with as they
 * are. Throws a BundleError as `readWeights` does.
 */
export async function loadedBytes(directory: string, file: string, { half = false } = {}): Promise<number> {
  const weights = await readWeights(directory, file);
  const areTaken = half && areHalves(weights);
  const each = (name: string, weight: Weight) => {
    const isTaken = areTaken && typeOf(weight) === 'float16' && weight.dims.length > 1 && !WIDENED.test(name);
    return isTaken ? AS_IT_IS : LOADED[typeOf(weight)]!;
  };
  return Object.entries(weights).reduce((sum, [name, weight]) => sum + each(name, weight) * sizeOf(weight.dims), 0);
}

function checkListed(index: string, shard: string, weights: PlacedWeights, map: Readonly<Record<string, string>>) {
  for (const name of Object.keys(weights)) {
    if (map[name] !== shard) throw new BundleError(`${index} does not list ${name}, which ${shard} holds`);
  }
}

async function entriesOf(directory: string, file: string): Promise<PlacedWeights> {
  const path = join(directory, file);
  const { entries } = await headerOf(path);
  const wanted = Object.entries(entries).filter(([name]) => !isRedundant(name));
  const placed = wanted.map(([name, { dtype, shape, offset, length }]) => {
    const type = TYPES[dtype];
    if (!type) throw new BundleError(`${path}: ${name} is ${dtype}, where F32, F16 or BF16 is wanted`);
    return [name, { dims: shape, dtype: type, external: { location: file, offset, length } }] as const;
  });
  return Object.fromEntries(placed);
}

function isRedundant(name: string): boolean {
  return REDUNDANT.some((pattern) => pattern.test(name));
}

async function headerOf(path: string) {
  try {
    return await readHeader(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new BundleError(code ? `${path} cannot be read: ${code}` : message, { cause });
  }
}
