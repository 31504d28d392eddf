import { expect, it } from 'vitest';
import { mnistClassEps } from '../nets/mnist/unet.ts';
import { rowCost } from './row-cost.ts';

it.each([4, 64])('counts two operations for each multiplication of the U-Net of width %i', (d) => {
  const conv = (side: number, from: number, to: number) => 9 * from * to * side ** 2;
  const down = (side: number, from: number, to: number) => conv(side, from, to) + 2 * conv(side, to, to);
  const up = (side: number, from: number, to: number) => 16 * from * to * (side / 2) ** 2 + 2 * conv(side, to, to);
  const convs = conv(28, 1, d) + conv(28, d, d) + down(14, d, d) + down(7, d, 2 * d);
  const ups = up(14, 4 * d, d) + up(28, 2 * d, d) + conv(28, 2 * d, d) + conv(28, d, d) + conv(28, d, 1);
  const unflatten = 2 * d * 2 * d * 49;
  const embeddings = [1, 10].reduce((sum, from) => sum + from * 2 * d + (2 * d) ** 2 + from * d + d ** 2, 0);
  expect(rowCost(mnistClassEps({ hidden: d, trainSteps: 300 }))).toBeCloseTo(
    (2 * (convs + ups + unflatten + embeddings)) / 1e9,
    9,
  );
});
