import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BundleError } from '../bundle-error.ts';
import { parseSentencePiece } from './sentencepiece-model.ts';

const TokenizerJson = z.object({ model: z.object({ vocab: z.array(z.tuple([z.string(), z.number()])) }) });

/** The texts of the pieces that the tokenizer in `directory` knows, by their ids. Throws a BundleError that names the file. */
export async function readPieces(directory: string): Promise<string[]> {
  const model = join(directory, 'spiece.model');
  if (existsSync(model)) return parseSentencePiece(await readFile(model), model).pieces.map(({ text }) => text);
  const path = join(directory, 'tokenizer.json');
  try {
    return TokenizerJson.parse(JSON.parse(await readFile(path, 'utf8'))).model.vocab.map(([text]) => text);
  } catch (cause) {
    throw new BundleError(`${path} cannot be read as a tokenizer of T5`, { cause });
  }
}
