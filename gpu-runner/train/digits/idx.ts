import { DatasetError } from '../dataset-error.ts';

/**
 * The idx format of the MNIST files: two zero bytes, an element type (8 = unsigned byte), the number of dimensions,
 * each dimension as a big-endian uint32, then the elements in row-major order.
 * Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
 */
export interface Idx {
  readonly dims: readonly number[];
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 8;

/**
 * Reads an idx file of unsigned bytes with `rank` dimensions; `data` is a view of `bytes`.
 * Throws a DatasetError naming `file` when the magic number, the dimensions or the length do not agree.
 */
export function parseIdx(bytes: Uint8Array, file: string, rank: number): Idx {
  const headerBytes = 4 + 4 * rank;
  if (bytes.length < headerBytes) {
    throw new DatasetError(`${file} is cut short: ${bytes.length} bytes, and its header alone takes ${headerBytes}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkMagic(view.getUint32(0), file, rank);
  const dims = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const announced = headerBytes + dims.reduce((product, d) => product * d, 1);
  checkLength(bytes.length, announced, dims, file);
  return { dims, data: bytes.subarray(headerBytes) };
}

function checkMagic(magic: number, file: string, rank: number): void {
  const expected = (UNSIGNED_BYTE << 8) | rank;
  if (magic !== expected) {
    throw new DatasetError(`${file} is not an idx file: it starts with ${hex(magic)} instead of ${hex(expected)}`);
  }
}

function checkLength(length: number, announced: number, dims: readonly number[], file: string): void {
  if (length === announced) return;
  const fault = length < announced ? 'is cut short' : 'has bytes past its end';
  throw new DatasetError(`${file} ${fault}: ${length} bytes where [${dims.join(', ')}] takes ${announced}`);
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
