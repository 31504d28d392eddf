import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sizeOf, type Tensors } from '../tensor/tensor.ts';
import { readHeader, readNumbers, readSafetensors, writeSafetensors } from './safetensors.ts';

let directory: string;
let path: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'safetensors-'));
  path = join(directory, 'model.safetensors');
});
afterAll(() => rm(directory, { recursive: true }));

const tensor = fc
  .array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 })
  .chain((dims) => fc.tuple(fc.constant(dims), fc.float32Array({ minLength: sizeOf(dims), maxLength: sizeOf(dims) })))
  .map(([dims, data]) => ({ dims, data }));
const name = fc.string({ minLength: 1 }).filter((text) => text !== '__metadata__' && text !== '__proto__');
const texts = fc.dictionary(name, fc.string(), { noNullPrototype: true });
const tensors: fc.Arbitrary<Tensors> = fc.dictionary(name, tensor, { noNullPrototype: true, maxKeys: 5 });

describe('a written file', () => {
  it('is read back the same, every bit of it, with data aligned to 8 bytes', async () => {
    await fc.assert(
      fc.asyncProperty(tensors, texts, async (written, metadata) => {
        await writeSafetensors(path, written, metadata);
        const read = await readSafetensors(path);
        expect(read.metadata).toEqual(metadata);
        expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(written).sort());
        for (const [key, { dims, data }] of Object.entries(written)) {
          expect(read.tensors[key]!.dims).toEqual(dims);
          expect(bytes(read.tensors[key]!.data)).toEqual(bytes(data));
        }
        expect((await dataStart()) % 8).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves nothing behind when a tensor is malformed', async () => {
    await writeSafetensors(path, {});
    const before = await readdir(directory);
    await expect(writeSafetensors(path, { bad: { dims: [3], data: new Float32Array(2) } })).rejects.toThrow(
      'bad has 2 values',
    );
    expect(await readdir(directory)).toEqual(before);
  });

  it('says where each tensor lies', async () => {
    await writeSafetensors(path, {
      a: { dims: [2], data: Float32Array.of(1, 2) },
      b: { dims: [], data: Float32Array.of(3) },
    });
    const { entries } = await readHeader(path);
    expect(entries.b).toEqual({ dtype: 'F32', shape: [], offset: entries.a!.offset + 8, length: 4 });
    expect((await readFile(path)).readFloatLE(entries.b!.offset)).toBe(3);
  });
});

it.each([
  ['U8', Uint8Array.of(0, 1, 200, 255), [0, 1, 200, 255]],
  ['BF16', Uint8Array.of(0x80, 0x3f, 0x20, 0xc0), [1, -2.5]],
])('numbers of type %s are read as float32', async (dtype, data, expected) => {
  const header = { w: { dtype, shape: [expected.length], data_offsets: [0, 4] } };
  await writeRaw(JSON.stringify(header), data);
  expect(await readNumbers(path)).toEqual({ w: { dims: [expected.length], data: Float32Array.from(expected) } });
});

describe('a damaged file is refused by name', () => {
  it('cut short anywhere', async () => {
    await writeSafetensors(path, { weight: { dims: [4], data: new Float32Array(4) } });
    const whole = await readFile(path);
    for (let length = 0; length < whole.length; length++) {
      await writeFile(path, whole);
      await truncate(path, length);
      await expect(readSafetensors(path)).rejects.toThrow(path);
    }
  });

  const f32 = (shape: unknown, ...offsets: number[]) => ({ dtype: 'F32', shape, data_offsets: offsets });
  it.each([
    ['a type unknown', { w: { ...f32([1], 0, 4), dtype: 'F31' } }, 'w has the unknown type "F31"'],
    ['a negative size', { w: f32([-1], 0, 4) }, 'w has no shape of whole numbers'],
    ['no offsets', { w: { dtype: 'F32', shape: [1] } }, 'w has no pair of data_offsets'],
    ['a length not of its shape', { w: f32([2], 0, 4) }, 'w has 4 bytes, where F32 [2] takes 8'],
    ['a gap', { w: f32([1], 4, 8) }, 'w begins at byte'],
    ['an overlap', { v: f32([1], 0, 4), w: f32([1], 0, 4) }, 'w begins at byte'],
    ['an end past the file', { w: f32([3], 0, 12) }, 'w ends at byte'],
    ['bytes of no tensor', { w: f32([1], 0, 4) }, '4 bytes belong to no tensor'],
    [
      'metadata that is not text',
      { __metadata__: { a: 1 }, w: f32([2], 0, 8) },
      '__metadata__ is not an object of texts',
    ],
    ['a tensor that is a number', { w: 1 }, 'w is not described by an object'],
    ['a list for a header', [], 'the header is not a JSON object'],
  ])('%s', async (_, header, message) => {
    await writeRaw(JSON.stringify(header), Buffer.alloc(8));
    await expect(readHeader(path)).rejects.toThrow(message);
  });

  it('a header that is not JSON, and one longer than its file', async () => {
    await writeRaw('{"w":', Buffer.alloc(8));
    await expect(readHeader(path)).rejects.toThrow('the header is not a JSON object');
    await writeFile(path, Buffer.alloc(16, 0xff));
    await expect(readHeader(path)).rejects.toThrow('the header claims');
  });

  it('half precision, where float32 is to be read', async () => {
    await writeRaw(JSON.stringify({ w: { dtype: 'F16', shape: [4], data_offsets: [0, 8] } }), Buffer.alloc(8));
    expect((await readHeader(path)).entries.w!.dtype).toBe('F16');
    await expect(readSafetensors(path)).rejects.toThrow('w is F16, where F32 is wanted');
  });
});

async function writeRaw(header: string, data: Uint8Array): Promise<void> {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  await writeFile(path, Buffer.concat([length, Buffer.from(header), data]));
}

async function dataStart(): Promise<number> {
  return 8 + Number((await readFile(path)).readBigUInt64LE(0));
}

function bytes(data: Float32Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
