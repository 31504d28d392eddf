import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { zeros } from '../../../tensor/tensor.ts';
import { PIXELS } from '../mnist.ts';
import { film } from './film.ts';
import { sheetPng } from './sheet.ts';

/** Three pictures on two rows, of which the last alone is white in its top left pixel. */
const pictures = zeros([3, 1, 28, 28]);
pictures.data[2 * PIXELS] = 7;

describe('sheetPng', () => {
  it('lays the pictures out row after row, each pixel a square of four, clamped to white', async () => {
    const { data, info } = await sharp(await sheetPng({ pictures, columns: 2 }))
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([4 + 2 * 60, 4 + 2 * 60]);
    const at = (x: number, y: number) => data[(y * info.width + x) * info.channels];
    const below = 4 + 60;
    expect([at(4, below), at(5, below + 1), at(6, below), at(4, below + 2), at(3, below)]).toEqual([
      255, 255, 0, 0, 255,
    ]);
    expect([at(4, 4), at(64, 4), at(64, below)]).toEqual([0, 0, 255]);
  });

  it('makes room for captions', async () => {
    const { width, height } = await sharp(
      await sheetPng({ pictures, columns: 3, rows: ['noisy'], heads: ['0', '1', '2'] }),
    ).metadata();
    expect([width, height]).toEqual([132 + 3 * 60, 20 + 60]);
  });
});

describe('film', () => {
  it('is an animation of its frames, the last of which stays', async () => {
    const frame = (value: number) =>
      sheetPng({ pictures: { ...pictures, data: pictures.data.map(() => value) }, columns: 3 });
    const frames = await Promise.all([0, 0.5, 1].map(frame));
    const { format, pages, delay, loop } = await sharp(await film(frames)).metadata();
    expect({ format, pages, delay, loop }).toEqual({ format: 'webp', pages: 3, delay: [80, 80, 2000], loop: 0 });
  });
});
