import { BundleError } from '../bundle-error.ts';
import { Charsmap } from './charsmap.ts';
import { fieldsOf, type WireField } from './protobuf-fields.ts';

export interface Piece {
  readonly text: string;
  /** Logarithm of its probability. */
  readonly score: number;
  readonly kind: PieceKind;
}

type PieceKind = 'normal' | 'unknown' | 'control' | 'unused';

export interface SentencePieceModel {
  /** By token id. */
  readonly pieces: readonly Piece[];
  /** Replacements of the normaliser. */
  readonly charsmap: Charsmap;
}

/** Numbers of sentencepiece_model.proto; what is user-defined or a byte is not among T5's. */
const KINDS: Readonly<Record<number, PieceKind>> = { 1: 'normal', 2: 'unknown', 3: 'control', 5: 'unused' };

const UNIGRAM = 1;
const decoder = new TextDecoder();

/**
 * A spiece.model of T5: a unigram model whose normaliser puts a space first, joins spaces and escapes them. Throws a
 * BundleError that names the file and what is otherwise.
 */
export function parseSentencePiece(file: Uint8Array, path: string): SentencePieceModel {
  const pieces: Piece[] = [];
  let charsmap = new Charsmap(new Uint8Array());
  try {
    for (const { field, value } of fieldsOf(file)) {
      if (field === 1) pieces.push(pieceOf(bytesOf(value)));
      if (field === 2) checkTrainer([...fieldsOf(bytesOf(value))]);
      if (field === 3) charsmap = normaliserOf([...fieldsOf(bytesOf(value))]);
    }
  } catch (cause) {
    throw new BundleError(`${path} is not a whole SentencePiece model of T5: ${(cause as Error).message}`, { cause });
  }
  if (pieces.length === 0) throw new BundleError(`${path}: there are no pieces in it`);
  return { pieces, charsmap };
}

function pieceOf(message: Uint8Array): Piece {
  const fields = new Map([...fieldsOf(message)].map(({ field, value }) => [field, value]));
  const text = decoder.decode(bytesOf(fields.get(1) ?? new Uint8Array()));
  const kind = KINDS[numberOf(fields.get(3) ?? 1)];
  if (!kind) throw new RangeError(`the piece "${text}" is of kind ${fields.get(3)}, which T5 has not`);
  return { text, score: numberOf(fields.get(2) ?? 0), kind };
}

function checkTrainer(fields: readonly WireField[]): void {
  const flag = (field: number) => fields.find((each) => each.field === field)?.value;
  if ((flag(3) ?? UNIGRAM) !== UNIGRAM) throw new RangeError('model_type must be unigram');
  if (flag(24)) throw new RangeError('treat_whitespace_as_suffix must be false');
  if (flag(35)) throw new RangeError('byte_fallback must be false');
}

function normaliserOf(fields: readonly WireField[]): Charsmap {
  const flags = { 3: 'add_dummy_prefix', 4: 'remove_extra_whitespaces', 5: 'escape_whitespaces' };
  for (const { field, value } of fields) {
    if (field in flags && value === 0) throw new RangeError(`${flags[field as keyof typeof flags]} must be true`);
  }
  return new Charsmap(bytesOf(fields.find(({ field }) => field === 2)?.value ?? new Uint8Array()));
}

function bytesOf(value: WireField['value']): Uint8Array {
  if (typeof value === 'number') throw new RangeError('a number stands where bytes are wanted');
  return value;
}

function numberOf(value: WireField['value']): number {
  if (typeof value !== 'number') throw new RangeError('bytes stand where a number is wanted');
  return value;
}
