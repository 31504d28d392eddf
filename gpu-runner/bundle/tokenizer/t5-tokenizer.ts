import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BundleError } from '../bundle-error.ts';
import { parseSentencePiece, type SentencePieceModel } from './sentencepiece-model.ts';
import { Unigram } from './unigram.ts';

/** Token ids of a text, padded, and 1 where one was read. */
export interface Tokens {
  readonly ids: readonly number[];
  readonly mask: readonly number[];
}

/** A text as T5 reads it: cut to `length` tokens with the end of the sentence, and padded. */
export type Tokenize = (text: string, length: number) => Tokens;

/** The tokenizer in `directory`, from its spiece.model. Throws a BundleError that names the file and what is wrong in it. */
export async function readTokenizer(directory: string): Promise<Tokenize> {
  const path = join(directory, 'spiece.model');
  const model = parseSentencePiece(await bytesOf(path), path);
  const [end, padding] = [idOf(model, '</s>', path), idOf(model, '<pad>', path)];
  const unigram = new Unigram(model.pieces, model.charsmap);
  return (text, length) => {
    const read = [...unigram.encode(text).slice(0, length - 1), end];
    const fill = (value: number) => Array.from({ length: length - read.length }, () => value);
    return { ids: [...read, ...fill(padding)], mask: [...read.map(() => 1), ...fill(0)] };
  };
}

function idOf({ pieces }: SentencePieceModel, text: string, path: string): number {
  const id = pieces.findIndex((piece) => piece.text === text && piece.kind === 'control');
  if (id < 0) throw new BundleError(`${path}: there is no control piece ${text}`);
  return id;
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new BundleError(`${path} cannot be read: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  }
}
