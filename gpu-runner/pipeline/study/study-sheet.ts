import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { PanelFigures } from '@manifold/shared/protocol/result';
import { splitRows } from '../../tensor/rows.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { magnified } from '../../tensor/tiles.ts';
import { glyph, hasInk } from './glyphs.ts';

/** Pixels of the sheet: between cells, of a line of text, and of each dot of a character. */
const layout = { gap: 12, line: 20, dot: 2 };
/** A cell is at least so wide that its figures fit: 20 characters. */
const leastWidth = 20 * glyph.advance * layout.dot;

/** A sheet of paper [1, C, H, W] with pixels from `low`, black, to `high`, white. */
interface Paper {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/**
 * The pictures of a study [N, C, S, S] on white paper, its rows as `rows` has them, below each its label, in as many lines as it
 * takes, and its figures. Small pictures are magnified by a whole number. In the pictures' pixel range.
 */
export function studySheet(
  pictures: Tensor,
  rows: readonly (readonly PanelFigures[])[],
  [low, high]: Manifest['pixelRange'],
): Tensor {
  const [, channels, , size] = pictures.dims as [number, number, number, number];
  const scale = Math.ceil(leastWidth / size);
  const fitting = Math.floor((scale * size) / (glyph.advance * layout.dot));
  const texts = rows.map((row) =>
    row.map(({ label, ...figures }) => [...wrapped(label, fitting), figuresText(figures)]),
  );
  const lines = Math.max(...texts.flat().map((text) => text.length));
  const cell = { width: scale * size + layout.gap, height: scale * size + layout.gap + lines * layout.line };
  const [width, height] = [Math.max(...rows.map((row) => row.length)) * cell.width, rows.length * cell.height];
  const data = new Float32Array(channels * (width + layout.gap) * (height + layout.gap)).fill(high);
  const paper: Paper = { width: width + layout.gap, height: height + layout.gap, channels, data };
  const images = splitRows(pictures, 1).values();
  for (const [row, cells] of texts.entries()) {
    for (const [column, text] of cells.entries()) {
      const [left, top] = [layout.gap + column * cell.width, layout.gap + row * cell.height];
      put(paper, magnified(images.next().value!, scale), left, top);
      const below = top + scale * size + layout.dot * 2;
      for (const [i, line] of text.entries()) write(paper, line, left, below + i * layout.line, low);
    }
  }
  return tensor([1, channels, paper.height, paper.width], data);
}

/** A text in lines of at most `fitting` characters, broken between words; a word that is longer is broken as well. */
export function wrapped(text: string, fitting: number): string[] {
  const pieces = text.split(' ').flatMap((word) => word.match(new RegExp(`.{1,${fitting}}`, 'gsu')) ?? ['']);
  const lines = [pieces[0]!];
  for (const piece of pieces.slice(1)) {
    const longer = `${lines.at(-1)} ${piece}`;
    if ([...longer].length <= fitting) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines;
}

function figuresText({ psnr, ssim }: Pick<PanelFigures, 'psnr' | 'ssim'>): string {
  const parts = [
    ...(psnr === undefined ? [] : [`${psnr.toFixed(1)} dB`]),
    ...(ssim === undefined ? [] : [`SSIM ${ssim.toFixed(2)}`]),
  ];
  return parts.join('  ');
}

/** Puts a picture [1, C, S, S] on the paper. */
function put(paper: Paper, { dims, data }: Tensor, left: number, top: number): void {
  const size = dims[3]!;
  for (let line = 0; line < paper.channels * size; line++) {
    const [channel, y] = [Math.floor(line / size), line % size];
    const start = (channel * paper.height + top + y) * paper.width + left;
    paper.data.set(data.subarray(line * size, (line + 1) * size), start);
  }
}

/** Writes one line of text in `ink`. */
function write(paper: Paper, text: string, left: number, top: number, ink: number): void {
  for (const [place, character] of [...text].entries()) {
    letter(paper, character, left + place * glyph.advance * layout.dot, top, ink);
  }
}

function letter(paper: Paper, character: string, left: number, top: number, ink: number): void {
  const [width, height] = [glyph.width * layout.dot, glyph.height * layout.dot];
  for (let i = 0; i < paper.channels * width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width) % height];
    if (!hasInk(character, Math.floor(x / layout.dot), Math.floor(y / layout.dot))) continue;
    const channel = Math.floor(i / (width * height));
    paper.data[(channel * paper.height + top + y) * paper.width + left + x] = ink;
  }
}
