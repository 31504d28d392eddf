import { expect, it } from 'vitest';
import { tensor } from '../tensor/tensor.ts';
import { bilinear } from './bilinear.ts';

it('keeps the corners and divides the way between neighbours evenly', () => {
  const small = tensor([1, 1, 2, 2], Float32Array.of(0, 3, 6, 9));
  const expected = [0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7, 8, 9];
  const { dims, data } = bilinear(small, 4);
  expect(dims).toEqual([1, 1, 4, 4]);
  expect(Math.max(...data.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-6);
});

it('takes each channel of each picture by itself, and leaves alone what has the size', () => {
  const pictures = tensor(
    [2, 2, 2, 2],
    Float32Array.from({ length: 16 }, (_, i) => Math.floor(i / 4)),
  );
  expect(bilinear(pictures, 5).data.every((value, i) => value === Math.floor(i / 25))).toBe(true);
  const any = tensor(
    [1, 1, 3, 3],
    Float32Array.from({ length: 9 }, (_, i) => Math.sin(i)),
  );
  expect(bilinear(any, 3)).toEqual(any);
});

it('makes a square of the result alone, with the pixels that it has in the whole', () => {
  const small = tensor(
    [1, 1, 4, 4],
    Float32Array.from({ length: 16 }, (_, i) => Math.sin(i)),
  );
  const whole = bilinear(small, 9).data;
  const square = bilinear(small, 9, { left: 2, top: 5, side: 3 });
  expect(square.dims).toEqual([1, 1, 3, 3]);
  expect([...square.data]).toEqual([5, 6, 7].flatMap((y) => [...whole.subarray(9 * y + 2, 9 * y + 5)]));
});
