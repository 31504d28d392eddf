import { expect, it } from 'vitest';
import { DIGIT_DEFAULTS } from './digits/config.ts';
import { slowed } from './diverged.ts';
import { tinyDiscs } from './if-tiny/discs.fixture.ts';

it('goes on at half the rate, and in no size that the net has grown from', () => {
  const lr = tinyDiscs.lr / 2;
  expect(slowed(tinyDiscs, 2)).toEqual({ ...tinyDiscs, lr });
  expect(slowed(tinyDiscs, 3)).toEqual({ ...tinyDiscs, lr, sizes: '16:4:2' });
  const digits = { net: 'mnist-class', ...DIGIT_DEFAULTS['mnist-class'] } as const;
  expect(slowed(digits, 1)).toEqual({ ...digits, lr: digits.lr / 2 });
});
