import { readText, recipeKeyword } from '@manifold/shared/image/png';
import { canonicalRecipe } from '@manifold/shared/recipe/canonical';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type Tensor, zeros } from '../tensor/tensor.ts';
import { hung, posterOf } from './poster.ts';

const recipe: Recipe = {
  version: 1,
  bundle: { name: 'mnist-class', revision: '00'.repeat(32) },
  start: { noise: 'gaussian' },
  estimate: { prompt: '7', negative: '', guidance: 5 },
  schedule: { timesteps: [200, 100, 0], end: 'clean', clip: 'none' },
  seed: 1,
  count: 2,
};

describe('a poster', () => {
  it('hangs as many pictures as there is room for, and none that cannot be doubled', () => {
    const side = fc.integer({ min: 8, max: 700 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), side, side, (most, height, width) => {
        const hanging = hung(most, { height, width });
        const fits = (count: number, columns: number, scale: number) =>
          columns * (width * scale + 30) + 30 <= 1200 && Math.ceil(count / columns) * (height * scale + 30) + 30 <= 630;
        expect(hanging !== undefined).toBe(fits(1, 1, 2));
        if (!hanging) return;
        const { count, columns, scale } = hanging;
        expect(fits(count, columns, scale)).toBe(true);
        for (let other = 1; other <= most; other++) {
          expect(fits(count, other, scale + 1)).toBe(false);
          if (count < most) expect(fits(count + 1, other, 1)).toBe(false);
        }
      }),
    );
  });

  it('shows each pixel as a square, centred on the dark, with the recipe inside', async () => {
    const pictures: Tensor = zeros([2, 1, 28, 28]);
    pictures.data[0] = 1;
    const { png, width, height } = (await posterOf(pictures, [0, 1], recipe))!;
    expect([width, height]).toEqual([1200, 630]);
    expect(readText(png, recipeKeyword)).toBe(canonicalRecipe(recipe));
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([1200, 630, 3]);
    const at = (x: number, y: number) => [...data.subarray(3 * (y * 1200 + x), 3 * (y * 1200 + x) + 3)];
    // Two of 28 x 20 = 560 pixels and 30 between them do not fit into 1200 with 30 around them; 19 x 28 = 532 do.
    const [left, top] = [Math.floor((1200 - 2 * 532 - 30) / 2), Math.floor((630 - 532) / 2)];
    expect([at(left, top), at(left + 18, top + 18)]).toEqual([
      [255, 255, 255],
      [255, 255, 255],
    ]);
    expect([at(left + 19, top), at(left + 532 + 30, top)]).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect([at(left - 1, top), at(left + 532, top), at(left, top - 1)]).toEqual(Array(3).fill([0x14, 0x11, 0x0f]));
  });

  it('is in colour where the pictures are', async () => {
    const red = zeros([1, 3, 64, 64]);
    red.data.fill(1, 0, 64 * 64).fill(-1, 64 * 64);
    const { png } = (await posterOf(red, [-1, 1], recipe))!;
    const { data } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    const middle = 3 * (315 * 1200 + 600);
    expect([...data.subarray(middle, middle + 3)]).toEqual([255, 0, 0]);
  });
});
