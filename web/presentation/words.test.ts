import { expect, it } from 'vitest';
import { lengthText, sentence } from './words.ts';

it('makes a sentence of a text that may be one', () => {
  expect(['choose a picture', 'Is it one?', 'it is one.'].map(sentence)).toEqual([
    'Choose a picture.',
    'Is it one?',
    'It is one.',
  ]);
});

it('counts characters from near the most on, and beyond', () => {
  expect([0, 449, 450, 501].map((length) => lengthText('x'.repeat(length), 500))).toEqual([
    '',
    '',
    '450 of 500 characters',
    '501 of 500 characters',
  ]);
  expect(lengthText('x'.repeat(1050), 1000)).toBe('1,050 of 1,000 characters');
});
