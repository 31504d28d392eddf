import { describe, expect, it } from 'vitest';
import { maskFault, sidesFault } from './sides.ts';

describe('sidesFault', () => {
  it.each([
    [16_000, 1601, 'is 16000 x 1601 px: too large; at most 16 million pixels, so make it smaller'],
    [1, 1, 'is 1 x 1 px: too small; at least 8 px a side'],
    [81, 8, 'is 81 x 8 px: too narrow; the longer side may be at most 10 times the shorter'],
    [8, 80, undefined],
    [4000, 4000, undefined],
  ])('of %i x %i px', (width, height, fault) => {
    expect(sidesFault({ width, height })).toBe(fault);
  });
});

describe('maskFault', () => {
  it('wants the sides of the picture', () => {
    const picture = { width: 280, height: 280 };
    expect(maskFault(picture, picture)).toBeUndefined();
    expect(maskFault({ width: 100, height: 90 }, picture)).toBe(
      "is 100 x 90 px, and the picture 280 x 280 px; draw it at the picture's size",
    );
  });
});
