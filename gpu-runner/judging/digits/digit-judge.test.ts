import { expect, it, vi } from 'vitest';
import { PIXELS } from '../../train/digits/mnist.ts';
import { digitJudge } from './digit-judge.ts';

it('releases its classifier where that cannot read the test pictures', async () => {
  const release = vi.fn(async () => {});
  const run = () => Promise.reject(new Error('no memory'));
  const data = { count: 1, images: new Uint8Array(PIXELS), labels: new Uint8Array(1) };
  await expect(digitJudge({ run, release }, data, true)).rejects.toThrow('no memory');
  expect(release).toHaveBeenCalledOnce();
});
