import { expect, it } from 'vitest';
import { sentence } from './words.ts';

it('makes a sentence of a text that may be one', () => {
  expect(['choose a picture', 'Is it one?', 'it is one.'].map(sentence)).toEqual([
    'Choose a picture.',
    'Is it one?',
    'It is one.',
  ]);
});
