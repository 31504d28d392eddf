import { digestOf } from '@manifold/shared/image/digest';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import sharp from 'sharp';
import { splitRows } from '../tensor/rows.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { magnified } from '../tensor/tiles.ts';
import type { Picture } from './encode.ts';
import { marked } from './marking.ts';
import { interleaved } from './png.ts';

/** The sides of the picture that a link to a result is shown with: what social sites do not crop. */
const SIDES = { width: 1200, height: 630 };

/** Pixels between pictures, and around them all. */
const GAP = 30;

/** Of the darkroom, as the web has it. */
const BENCH = '#14110f';

/** Where the first `count` pictures lie: in so many columns, each pixel a square of `scale`. */
interface Hanging {
  readonly count: number;
  readonly columns: number;
  readonly scale: number;
}

/** Pictures [N, C, H, W] enlarged beside each other, as many as there is room for; undefined where they are large, see `hung`. */
export async function posterOf(
  pictures: Tensor,
  range: Manifest['pixelRange'],
  recipe: Recipe,
): Promise<Picture | undefined> {
  const [, channels, height, width] = pictures.dims as [number, 1 | 3, number, number];
  const hanging = hung(pictures.dims[0]!, { height, width });
  if (!hanging) return undefined;
  const { count, columns, scale } = hanging;
  const sides = { width: width * scale, height: height * scale };
  const rows = Math.ceil(count / columns);
  const start = {
    left: Math.floor((SIDES.width - columns * (sides.width + GAP) + GAP) / 2),
    top: Math.floor((SIDES.height - rows * (sides.height + GAP) + GAP) / 2),
  };
  const prints = splitRows(pictures, 1)
    .slice(0, count)
    .map((picture, i) => ({
      input: Buffer.from(interleaved(magnified(picture, scale), range)),
      raw: { ...sides, channels },
      left: start.left + (i % columns) * (sides.width + GAP),
      top: start.top + Math.floor(i / columns) * (sides.height + GAP),
    }));
  const wall = sharp({ create: { ...SIDES, channels: 3, background: BENCH } })
    .composite(prints)
    .removeAlpha();
  const png = new Uint8Array(await wall.png({ compressionLevel: 9 }).toBuffer());
  const whole = marked(png, recipe);
  return { png: whole, digest: await digestOf(whole), ...SIDES };
}

/**
 * As many of `most` pictures as there is room for, as large as that allows in whole multiples; undefined where not one can be
 * doubled, since it needs no poster then.
 */
export function hung(most: number, sides: { readonly height: number; readonly width: number }): Hanging | undefined {
  if (scaleOf(1, 1, sides) < 2) return undefined;
  for (let count = most; ; count--) {
    const all = Array.from({ length: count }, (_, i) => ({
      count,
      columns: i + 1,
      scale: scaleOf(i + 1, Math.ceil(count / (i + 1)), sides),
    }));
    const best = all.reduce((one, other) => (other.scale > one.scale ? other : one));
    if (best.scale > 0) return best;
  }
}

function scaleOf(columns: number, rows: number, sides: { readonly height: number; readonly width: number }): number {
  const room = (whole: number, places: number) => (whole - GAP * (places + 1)) / places;
  return Math.floor(Math.min(room(SIDES.width, columns) / sides.width, room(SIDES.height, rows) / sides.height));
}
