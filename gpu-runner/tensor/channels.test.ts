import { expect, it } from 'vitest';
import { concatChannels, splitChannels } from './channels.ts';
import { tensor } from './tensor.ts';

it('joins the channels of each row, and cuts them again', () => {
  const first = tensor([2, 1, 1, 2], Float32Array.of(1, 2, 3, 4));
  const second = tensor([2, 1, 1, 2], Float32Array.of(5, 6, 7, 8));
  const joined = concatChannels([first, second]);
  expect(joined).toEqual(tensor([2, 2, 1, 2], Float32Array.of(1, 2, 5, 6, 3, 4, 7, 8)));
  expect(splitChannels(joined, 2)).toEqual([first, second]);
});
