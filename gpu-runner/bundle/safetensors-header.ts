import { sizeOf } from '../tensor/tensor.ts';

/** Bytes of an element of each type (https://github.com/huggingface/safetensors, "Format"). */
const ELEMENT_BYTES = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

/** The limit of the reference implementation. */
export const HEADER_LIMIT = 100_000_000;

type SafetensorsType = keyof typeof ELEMENT_BYTES;

interface Entry {
  readonly dtype: SafetensorsType;
  readonly shape: readonly number[];
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly length: number;
}

export interface Header {
  readonly entries: Readonly<Record<string, Entry>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Checks a header's JSON against the size of its file: known types, offsets that fit their shapes and fill the data
 * without gap or overlap. Throws an Error naming the file and the tensor that is wrong.
 */
export function parseHeader(json: Uint8Array, fileSize: number, path: string): Header {
  const { __metadata__: metadata = {}, ...tensors } = parseObject(json, path);
  const base = 8 + json.length;
  const entries = Object.entries(tensors).map(
    ([name, raw]) => [name, parseEntry(raw, base, `${path}: ${name}`)] as const,
  );
  checkContiguous(entries, base, fileSize, path);
  return { entries: Object.fromEntries(entries), metadata: parseMetadata(metadata, path) };
}

function parseObject(json: Uint8Array, path: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
    if (isRecord(header)) return header;
  } catch {
    // Falls through to the one message for all that is not an object in JSON.
  }
  throw new Error(`${path}: the header is not a JSON object`);
}

function parseEntry(raw: unknown, base: number, where: string): Entry {
  if (!isRecord(raw)) throw new Error(`${where} is not described by an object`);
  const { dtype, shape, data_offsets: offsets } = raw;
  if (!isType(dtype)) throw new Error(`${where} has the unknown type ${JSON.stringify(dtype)}`);
  if (!isCounts(shape)) throw new Error(`${where} has no shape of whole numbers`);
  if (!isCounts(offsets) || offsets.length !== 2) throw new Error(`${where} has no pair of data_offsets`);
  const [start, end] = offsets as [number, number];
  const length = sizeOf(shape) * ELEMENT_BYTES[dtype];
  if (end - start !== length) {
    throw new Error(`${where} has ${end - start} bytes, where ${dtype} [${shape.join(', ')}] takes ${length}`);
  }
  return { dtype, shape, offset: base + start, length };
}

function checkContiguous(entries: readonly (readonly [string, Entry])[], base: number, fileSize: number, path: string) {
  let end = base;
  for (const [name, { offset, length }] of entries.toSorted(
    ([, a], [, b]) => a.offset - b.offset || a.length - b.length,
  )) {
    if (offset !== end) throw new Error(`${path}: ${name} begins at byte ${offset}, where ${end} is wanted`);
    end += length;
    if (end > fileSize) throw new Error(`${path}: ${name} ends at byte ${end} of a file of ${fileSize}`);
  }
  if (end !== fileSize) throw new Error(`${path}: ${fileSize - end} bytes belong to no tensor`);
}

function parseMetadata(metadata: unknown, path: string): Record<string, string> {
  const texts = isRecord(metadata) && Object.values(metadata).every((value) => typeof value === 'string');
  if (!texts) throw new Error(`${path}: __metadata__ is not an object of texts`);
  return metadata as Record<string, string>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isType(value: unknown): value is SafetensorsType {
  return typeof value === 'string' && Object.hasOwn(ELEMENT_BYTES, value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
