import { expect, it } from 'vitest';
import { turnGrey } from './grey.ts';

/** What sharp makes of each with toColourspace('b-w'), by which a runner reads masks. */
const read = [
  [[255, 0, 0], 127],
  [[0, 255, 0], 220],
  [[0, 0, 255], 76],
  [[255, 0, 255], 146],
  [[128, 64, 200], 99],
  [[77, 77, 77], 77],
] as const;

it('finds the greys that a runner does, but for rounding', () => {
  const pixels = new Uint8ClampedArray(read.flatMap(([colour]) => [...colour, 255]));
  turnGrey(pixels);
  read.forEach(([, grey], i) => {
    const [red, green, blue, alpha] = pixels.subarray(4 * i, 4 * i + 4);
    expect([green, blue, alpha]).toEqual([red, red, 255]);
    expect(Math.abs(red! - grey)).toBeLessThanOrEqual(1);
  });
});
