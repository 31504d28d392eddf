import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { sizeOf, type Tensor, type Tensors } from '../tensor/tensor.ts';
import { HEADER_LIMIT, type Header, parseHeader } from './safetensors-header.ts';

/** The header of a safetensors file. Throws an Error naming the file and the tensor that is wrong. */
export async function readHeader(path: string): Promise<Header> {
  return withFile(path, (file) => headerOf(file, path));
}

/** How the numbers of each type become float32. Whole numbers beyond 2^24 are rounded. */
const READERS = {
  F32: (bytes: ArrayBuffer) => new Float32Array(bytes),
  F16: (bytes: ArrayBuffer) => Float32Array.from(new Float16Array(bytes)),
  // The upper half of a float32.
  BF16: (bytes: ArrayBuffer) => new Float32Array(Uint32Array.from(new Uint16Array(bytes), (top) => top << 16).buffer),
  U8: (bytes: ArrayBuffer) => Float32Array.from(new Uint8Array(bytes)),
  I32: (bytes: ArrayBuffer) => Float32Array.from(new Int32Array(bytes)),
  I64: (bytes: ArrayBuffer) => Float32Array.from(new BigInt64Array(bytes), Number),
} as const;
type Readable = keyof typeof READERS;

/** All tensors of a file of float32 tensors. Throws an Error naming the file and the tensor that is wrong. */
export async function readSafetensors(path: string): Promise<{ tensors: Tensors; metadata: Header['metadata'] }> {
  return readAs(path, ['F32']);
}

/** All tensors of a file of floats and whole numbers, as float32. Throws an Error naming the file and the tensor. */
export async function readNumbers(path: string): Promise<Tensors> {
  return (await readAs(path, ['F32', 'F16', 'BF16', 'U8', 'I32', 'I64'])).tensors;
}

async function readAs(
  path: string,
  types: readonly Readable[],
): Promise<{ tensors: Tensors; metadata: Header['metadata'] }> {
  return withFile(path, async (file) => {
    const { entries, metadata } = await headerOf(file, path);
    const tensors: Tensors = {};
    for (const [name, { dtype, shape, offset, length }] of Object.entries(entries)) {
      const type = types.find((known) => known === dtype);
      if (!type) throw new Error(`${path}: ${name} is ${dtype}, where ${types.join(' or ')} is wanted`);
      const bytes = await readExactly(file, offset, length, path);
      tensors[name] = { dims: shape, data: READERS[type](bytes.buffer) };
    }
    return { tensors, metadata };
  });
}

/** How float32 numbers are written: as they are, or rounded to the nearest of half precision. */
const WRITERS = {
  F32: (data: Float32Array) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  F16: (data: Float32Array) => new Uint8Array(new Float16Array(data).buffer),
} as const;
export type Writable = keyof typeof WRITERS;
const BYTES: Readonly<Record<Writable, number>> = { F32: 4, F16: 2 };

/**
 * Writes tensors, as float32 unless told otherwise, in the order given, data aligned to 8 bytes. The file appears whole or not at all: it is
 * written under another name, flushed, and renamed.
 */
export async function writeSafetensors(
  path: string,
  tensors: Tensors,
  metadata: Header['metadata'] = {},
  dtype: Writable = 'F32',
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(headerBytes(tensors, metadata, dtype));
      for (const { data } of Object.values(tensors)) await file.writeFile(WRITERS[dtype](data));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function headerOf(file: FileHandle, path: string): Promise<Header> {
  const { size } = await file.stat();
  if (size < 8) throw new Error(`${path}: not a safetensors file, ${size} bytes are too few`);
  const length = Number(new DataView((await readExactly(file, 0, 8, path)).buffer).getBigUint64(0, true));
  if (length > Math.min(size - 8, HEADER_LIMIT)) {
    throw new Error(`${path}: the header claims ${length} bytes of a file of ${size}`);
  }
  return parseHeader(await readExactly(file, 8, length, path), size, path);
}

function headerBytes(tensors: Tensors, metadata: Header['metadata'], dtype: Writable): Uint8Array {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, tensor]) => {
    const start = end;
    end += BYTES[dtype] * checkedSize(name, tensor);
    return [name, { dtype, shape: tensor.dims, data_offsets: [start, end] }] as const;
  });
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const text = Buffer.from(json);
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded]);
}

function checkedSize(name: string, { dims, data }: Tensor): number {
  if (sizeOf(dims) !== data.length) throw new RangeError(`${name} has ${data.length} values for [${dims.join(', ')}]`);
  if (name === '__metadata__') throw new RangeError('no tensor may be called __metadata__');
  return data.length;
}

async function readExactly(
  file: FileHandle,
  position: number,
  length: number,
  path: string,
): Promise<Buffer<ArrayBuffer>> {
  const buffer = Buffer.from(new ArrayBuffer(length));
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) throw new Error(`${path}: ends at byte ${position + done}, in the middle of its data`);
    done += bytesRead;
  }
  return buffer;
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
