import { expect, it } from 'vitest';
import { labelOfPointer, stoppedSentence, uploadingSentence } from './field-words.ts';

it('names the picture that is uploaded, or that was changed meanwhile', () => {
  expect(['image', 'mask'].map(uploadingSentence)).toEqual(['Uploading the picture.', 'Uploading the mask.']);
  expect(stoppedSentence('mask')).toBe('The upload was stopped, since the mask was being changed: develop again.');
});

it.each([
  ['/mask', 'Mask'],
  ['/bundle', 'Model'],
  ['/t/1', 'Timestep t 2'],
  ['/recipe/hold/image', 'Picture'],
  ['', ''],
])('calls what %s points to %s', (pointer, label) => {
  expect(labelOfPointer(pointer)).toBe(label);
});
