import type { Unread } from '@manifold/shared/protocol/result';
import type { Tokenize } from '../../bundle/tokenizer/t5-tokenizer.ts';

/**
 * What is left out of a text where `length` tokens are read, the end of the sentence among them, which does not count as read;
 * nothing where it is read whole. What somebody asks for may be private: the words are for them to see, and for no log.
 */
export function unreadOf(text: string, length: number, tokenize: Tokenize): Unread | undefined {
  const { dropped: leftOut } = tokenize(text, length);
  if (leftOut === 0) return undefined;
  const words = text.split(' ');
  const first = words.findIndex((_, i) => tokenize(words.slice(0, i + 1).join(' '), length).dropped > 0);
  return { read: length - 1, leftOut, words: words.slice(first).join(' ') };
}
