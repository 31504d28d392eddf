import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { readSentencePiece } from './sentencepiece.ts';
import { readTokenizerJson } from './tokenizer-json.ts';

/** Token ids of a text, padded, 1 where one was read, and how many were cut off. */
export interface Tokens {
  readonly ids: readonly number[];
  readonly mask: readonly number[];
  readonly dropped: number;
}

/** A text as T5 reads it: cut to `length` tokens with the end of the sentence, and padded. */
export type Tokenize = (text: string, length: number) => Tokens;

/**
 * The tokenizer in `directory`, from its spiece.model or else its tokenizer.json. Throws a BundleError that names the file
 * and what is wrong in it.
 */
export async function readTokenizer(directory: string): Promise<Tokenize> {
  const read = (await exists(join(directory, 'tokenizer.json'))) && !(await exists(join(directory, 'spiece.model')));
  const { encode, end, padding } = await (read ? readTokenizerJson(directory) : readSentencePiece(directory));
  return (text, length) => {
    const all = encode(text);
    const ids = [...all.slice(0, length - 1), end];
    const fill = (value: number) => Array.from({ length: length - ids.length }, () => value);
    const dropped = all.length + 1 - ids.length;
    return { ids: [...ids, ...fill(padding)], mask: [...ids.map(() => 1), ...fill(0)], dropped };
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
