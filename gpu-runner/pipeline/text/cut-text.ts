import type { Tokenize } from '../../bundle/tokenizer/t5-tokenizer.ts';

/** A text that the encoder does not read to its end. */
export interface CutText {
  /** Tokens that are read, without the one that ends a sentence, and those that are left out. */
  readonly read: number;
  readonly leftOut: number;
  /** From the first word that is not wholly read. What somebody asks for may be private: for them to see, and for no log. */
  readonly words: string;
}

/** What is left out of a text where `length` tokens are read, the end of the sentence among them; nothing where it is read whole. */
export function cutOf(text: string, length: number, tokenize: Tokenize): CutText | undefined {
  const { dropped: leftOut } = tokenize(text, length);
  if (leftOut === 0) return undefined;
  const words = text.split(' ');
  const first = words.findIndex((_, i) => tokenize(words.slice(0, i + 1).join(' '), length).dropped > 0);
  return { read: length - 1, leftOut, words: words.slice(first).join(' ') };
}
