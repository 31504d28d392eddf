import type { Unread } from '@manifold/shared/protocol/result';
import type { Tokenize } from '../../bundle/tokenizer/t5-tokenizer.ts';

/**
 * What is left out of a text where `length` tokens are read, the end of the sentence among them, which does not count as read;
 * nothing where it is read whole. What somebody asks for may be private: the words are for them to see, and for no log.
 */
export function unreadOf(text: string, length: number, tokenize: Tokenize): Unread | undefined {
  const { dropped: leftOut } = tokenize(text, length);
  if (leftOut === 0) return undefined;
  const words = [...text.matchAll(/\S+/g)];
  const isRead = ({ 0: word, index }: RegExpExecArray) =>
    tokenize(text.slice(0, index + word.length), length).dropped === 0;
  const first = words.find((word) => !isRead(word)) ?? words.at(-1);
  return { read: length - 1, leftOut, words: text.slice(first?.index) };
}
