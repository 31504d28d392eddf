import sharp from 'sharp';
import type { Tensor } from '../../../tensor/tensor.ts';
import { magnified } from '../../../tensor/tiles.ts';
import { SIDE } from '../mnist.ts';

/** Digits [N, 1, 28, 28] in [0, 1] as a table, row after row. */
export interface Sheet {
  readonly pictures: Tensor;
  readonly columns: number;
  /** A caption on the left of each row. */
  readonly rows?: readonly string[];
  /** A caption above each column. */
  readonly heads?: readonly string[];
}

/** Each pixel is drawn as a square of so many. */
const SCALE = 2;
const GAP = 4;
const CELL = SIDE * SCALE + GAP;
const CAPTION = { width: 132, height: 20 };

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
}

/** A PNG of the sheet. */
export async function sheetPng(sheet: Sheet): Promise<Buffer> {
  const frame = frameOf(sheet);
  const { width, height } = frame;
  const canvas = sharp(painted(sheet, frame), { raw: { width, height, channels: 1 } });
  return canvas
    .toColourspace('srgb')
    .composite([{ input: Buffer.from(captions(sheet, frame)) }])
    .png()
    .toBuffer();
}

function frameOf({ pictures, columns, rows, heads }: Sheet): Frame {
  const left = rows ? CAPTION.width : GAP;
  const top = heads ? CAPTION.height : GAP;
  const lines = Math.ceil(pictures.dims[0]! / columns);
  return { left, top, width: left + columns * CELL, height: top + lines * CELL };
}

/** White paper with the pictures on it, a byte a pixel. */
function painted({ pictures, columns }: Sheet, { width, height, left, top }: Frame): Uint8ClampedArray {
  const paper = new Uint8ClampedArray(width * height).fill(255);
  const side = SIDE * SCALE;
  const { data } = magnified(pictures, SCALE);
  for (let line = 0; line < pictures.dims[0]! * side; line++) {
    const [i, y] = [Math.floor(line / side), line % side];
    const start = (top + Math.floor(i / columns) * CELL + y) * width + left + (i % columns) * CELL;
    for (let x = 0; x < side; x++) paper[start + x] = 255 * data[line * side + x]!;
  }
  return paper;
}

function captions({ rows = [], heads = [] }: Sheet, { width, height, left, top }: Frame): string {
  const middle = SIDE * (SCALE / 2);
  const besides = rows.map((text, i) => label(text, left - 2 * GAP, top + i * CELL + middle + 4, 'end'));
  const above = heads.map((text, i) => label(text, left + i * CELL + middle, top - 6, 'middle'));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">${[...besides, ...above].join('')}</svg>`;
}

function label(text: string, x: number, y: number, anchor: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`;
}
