import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BundleError } from '../bundle-error.ts';
import type { Charsmap } from './charsmap.ts';
import { parseSentencePiece, type SentencePieceModel } from './sentencepiece-model.ts';
import type { TextModel } from './text-model.ts';
import { Unigram } from './unigram.ts';

/** Stands for a space. */
const SPACE = '▁';

/** T5's spiece.model. Throws a BundleError that names the file and what is wrong in it. */
export async function readSentencePiece(directory: string): Promise<TextModel> {
  const path = join(directory, 'spiece.model');
  const model = parseSentencePiece(await bytesOf(path), path);
  const [end, padding] = [idOf(model, '</s>', path), idOf(model, '<pad>', path)];
  const pieces = model.pieces.map(({ text, score, kind }) => ({ text, score, inTexts: kind === 'normal' }));
  const unknown = model.pieces.findIndex(({ kind }) => kind === 'unknown');
  const unigram = new Unigram(pieces, unknown, 'float32');
  return { encode: (text) => unigram.encode(normalize(text, model.charsmap)), end, padding };
}

/** Rules applied, spaces joined and dropped at both ends, one put first, all escaped. */
function normalize(text: string, rules: Charsmap): string {
  let whole = ' ';
  for (const part of rules.replace(text)) whole += whole.endsWith(' ') ? part.replace(/^ +/, '') : part;
  const trimmed = whole.replace(/ +$/, '');
  return trimmed.replaceAll(' ', SPACE);
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
