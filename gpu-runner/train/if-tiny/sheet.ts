import sharp from 'sharp';
import type { Tensor } from '../../tensor/tensor.ts';
import { magnified } from '../../tensor/tiles.ts';

/** Pictures [N, 3, S, S] in [-1, 1], so many in each row of a table, and a caption on the left of each row. */
export interface ColourSheet {
  readonly pictures: Tensor;
  readonly columns: number;
  readonly captions: readonly string[];
}

/** Pixels on a side that a picture is drawn with at least. */
const DRAWN = 64;
const GAP = 4;
const CAPTION = 300;

/** A PNG of the sheet. */
export async function colourSheet({ pictures, columns, captions }: ColourSheet): Promise<Buffer> {
  const [count, , size] = pictures.dims as [number, number, number, number];
  const scale = Math.max(1, Math.floor(DRAWN / size));
  const cell = size * scale + GAP;
  const [width, height] = [CAPTION + columns * cell, GAP + Math.ceil(count / columns) * cell];
  const large = magnified(pictures, scale);
  const paper = new Uint8ClampedArray(width * height * 3).fill(255);
  for (let i = 0; i < count; i++) {
    const corner = (GAP + Math.floor(i / columns) * cell) * width + CAPTION + (i % columns) * cell;
    paint(large, i, (x, y, channel, value) => {
      paper[3 * (corner + y * width + x) + channel] = 127.5 * (value + 1);
    });
  }
  const label = (text: string, row: number) =>
    `<text x="${CAPTION - 2 * GAP}" y="${GAP + row * cell + cell / 2}" text-anchor="end">${text}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="13">${captions.map(label).join('')}</svg>`;
  return sharp(paper, { raw: { width, height, channels: 3 } })
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toBuffer();
}

type Put = (x: number, y: number, channel: number, value: number) => void;

function paint({ dims, data }: Tensor, index: number, put: Put): void {
  const size = dims[2]!;
  for (let channel = 0; channel < 3; channel++) {
    const plane = (index * 3 + channel) * size * size;
    for (let at = 0; at < size * size; at++) put(at % size, Math.floor(at / size), channel, data[plane + at]!);
  }
}
