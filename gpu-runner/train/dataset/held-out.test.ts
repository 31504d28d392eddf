import { expect, it } from 'vitest';
import type { Lap, Seen } from '../history.ts';
import { endText, unknownText } from './held-out.ts';

const set: Seen = { seed: 1, split: 'train', digest: 'this' };
const lap = (data?: Seen): Lap => ({
  ...{ sizes: '8:8:4', lr: 1e-3, ema: 0.9, pictures: 8, seconds: 1, providers: ['cpu'] },
  ...(data && { data }),
});

it('says of how many runs it is not known what they learnt from', () => {
  expect(unknownText([])).toBeUndefined();
  expect(unknownText([lap(set)])).toBeUndefined();
  expect(unknownText([lap(), lap(set), lap()])).toMatch(/which pictures 2 of the runs before it learnt from$/);
});

it.each([
  ['no run', [], 'not trained on'],
  ['one of the same set', [lap(set)], 'not trained on'],
  ['one of other pictures', [lap({ ...set, seed: 2, digest: 'other' })], 'not trained on'],
  ['one of more of them', [lap({ ...set, digest: 'larger' })], 'not trained on, save perhaps in a run before'],
  ['one that does not tell', [lap(set), lap()], 'not trained on, save perhaps in a run before'],
])('calls the end of a set held out as far as it is, after %s', (_, before, text) => {
  expect(endText(before, set)).toBe(text);
});
