import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tensors } from '../tensor/tensor.ts';
import { writeJson } from './random-bundle.fixture.ts';
import { writeSafetensors } from './safetensors.ts';
import { areHalves, findWeights, loadedBytes, readWeights } from './weights.ts';

let directory: string;
const made: string[] = [];
const index = 'model.safetensors.index.json';
const [first, second] = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weights-'));
  made.push(directory);
});
afterAll(() => Promise.all(made.map((path) => rm(path, { recursive: true }))));

const zeros = (...names: string[]): Tensors =>
  Object.fromEntries(names.map((name) => [name, { dims: [2], data: new Float32Array(2) }]));

const matrix = () => ({ dims: [2, 2], data: new Float32Array(4) });

async function writeShards(map: Record<string, string>): Promise<void> {
  await writeSafetensors(join(directory, first), zeros('a', 'b'));
  await writeSafetensors(join(directory, second), zeros('c'));
  await writeJson(directory, index, { metadata: { total_size: 24 }, weight_map: map });
}

describe('findWeights', () => {
  it('takes a whole file before shards, and float32 before half precision, unless told', async () => {
    const names = ['model.fp16.safetensors', 'model.safetensors.index.fp16.json', index, 'model.safetensors'];
    const variants = ['model.fp16.safetensors', 'model.fp16.safetensors', index, 'model.safetensors'];
    await writeFile(join(directory, 'model.bf16.safetensors'), '');
    expect(findWeights(directory, 'model')).toBe('model.bf16.safetensors');
    for (const [i, name] of names.entries()) {
      await writeFile(join(directory, name), '');
      expect(findWeights(directory, 'model')).toBe(variants[i]);
    }
    expect(findWeights(directory, 'model', 'fp16')).toBe('model.fp16.safetensors');
  });

  it('says what it looked for', () => {
    expect(() => findWeights(directory, 'model', 'fp16')).toThrow(
      'holds no weights; it wants model.fp16.safetensors or model.safetensors.index.fp16.json',
    );
  });
});

it('counts four bytes a number once it is loaded, and six of halves, or two where they are computed with as they are', async () => {
  await writeShards({ a: first, b: first, c: second });
  expect(await loadedBytes(directory, index)).toBe(24);
  const halves = { 'q.weight': matrix(), 'shared.weight': matrix(), ...zeros('norm.weight') };
  await writeSafetensors(join(directory, 'model.fp16.safetensors'), halves, {}, 'F16');
  expect(await loadedBytes(directory, 'model.fp16.safetensors')).toBe(6 * 10);
  expect(await loadedBytes(directory, 'model.fp16.safetensors', { half: true })).toBe(2 * 4 + 6 * 4 + 6 * 2);
  expect(await loadedBytes(directory, index, { half: true })).toBe(24);
});

describe('a file of halves and single numbers, as transformers writes T5', () => {
  const written = async (halves: Tensors) => {
    await writeSafetensors(join(directory, first), halves, {}, 'F16');
    await writeSafetensors(join(directory, second), zeros('wo'));
    const map = Object.fromEntries(Object.keys(halves).map((name) => [name, first]));
    await writeJson(directory, index, { weight_map: { ...map, wo: second } });
  };

  it('counts as halves when most are, each number as it is held', async () => {
    await written({ q: matrix() });
    expect(areHalves(await readWeights(directory, index))).toBe(true);
    expect(await loadedBytes(directory, index, { half: true })).toBe(4 * 2 + 2 * 4);
    expect(await loadedBytes(directory, index)).toBe(4 * 6 + 2 * 4);
  });

  it('is computed with in single when most are single', async () => {
    await written({});
    expect(areHalves(await readWeights(directory, index))).toBe(false);
    expect(await loadedBytes(directory, index, { half: true })).toBe(2 * 4);
  });
});

describe('readWeights', () => {
  it('finds every tensor in its shard', async () => {
    await writeShards({ a: first, b: first, c: second });
    const weights = await readWeights(directory, index);
    expect(Object.keys(weights).sort()).toEqual(['a', 'b', 'c']);
    expect(weights.c).toMatchObject({ dims: [2], dtype: 'float32', external: { location: second, length: 8 } });
  });

  it.each([
    ['a tensor in the wrong shard', { a: first, b: first, c: first }, `${first} has no c`],
    ['a tensor it does not list', { a: first, c: second }, `does not list b, which ${first} holds`],
    ['a shard that is not there', { a: 'other.safetensors' }, 'other.safetensors cannot be read: ENOENT'],
    [
      'a shard elsewhere',
      { a: '../model.safetensors' },
      '/weight_map/a: must be the name of a safetensors file beside it',
    ],
    ['a shard that is none', { a: '..' }, '/weight_map/a: must be the name of a safetensors file beside it'],
  ])('refuses an index with %s', async (_, map, message) => {
    await writeShards(map);
    await expect(readWeights(directory, index)).rejects.toThrow(message);
  });

  it('passes over what older files hold twice', async () => {
    const shared = zeros('shared.weight', 'encoder.embed_tokens.weight', 'vision_model.embeddings.position_ids');
    await writeSafetensors(join(directory, first), shared);
    expect(Object.keys(await readWeights(directory, first))).toEqual(['shared.weight']);
  });

  it('refuses a shard cut short, and whole numbers', async () => {
    await writeShards({ a: first, b: first, c: second });
    await truncate(join(directory, second), 100);
    await expect(readWeights(directory, index)).rejects.toThrow(second);
    const header = Buffer.from(JSON.stringify({ a: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } }));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    await writeFile(join(directory, first), Buffer.concat([length, header, Buffer.alloc(8)]));
    await expect(readWeights(directory, first)).rejects.toThrow('a is I64, where F32, F16 or BF16 is wanted');
  });
});
