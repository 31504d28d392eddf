import { resizeBicubic } from './bicubic.ts';
import type { Bitmap } from './bitmap.ts';

/** The mark is drawn for pictures of so many pixels, and becomes smaller with them. */
const PIXELS = 1024 ** 2;
/** Sides of the mark and its distance from the corner there. */
const SIDE = 62;
const MARGIN = 14;

/**
 * The RGB picture with the RGBA `mark` in its corner below at the right, byte for byte as diffusers' IFWatermarker puts it
 * there. A picture so small that nothing is left of the mark stays as it is.
 */
export function watermarked(picture: Bitmap, mark: Bitmap): Bitmap {
  const scale = Math.sqrt((picture.width * picture.height) / PIXELS);
  const side = Math.trunc(scale * SIDE);
  if (side === 0) return picture;
  const margin = Math.trunc(MARGIN * scale);
  const left = picture.width - margin - side;
  const top = picture.height - margin - side;
  return pasted(picture, resizeWithAlpha(mark, side), left, top);
}

/** Colours are weighed by how much of them is seen, as Pillow resizes RGBA. */
function resizeWithAlpha(mark: Bitmap, side: number): Bitmap {
  const weighed = { ...mark, data: mapPixels(mark.data, (colour, alpha) => over255(colour * alpha)) };
  const { data, ...small } = resizeBicubic(weighed, side, side);
  const unweigh = (colour: number, alpha: number) => {
    if (alpha === 0 || alpha === 255) return colour;
    return Math.min(Math.trunc((255 * colour) / alpha), 255);
  };
  return { ...small, data: mapPixels(data, unweigh) };
}

/** The colours of RGBA pixels made anew from themselves and their alpha, which stays. */
function mapPixels(data: Uint8Array, change: (colour: number, alpha: number) => number): Uint8Array {
  return data.map((value, i) => (i % 4 === 3 ? value : change(value, data[i - (i % 4) + 3]!)));
}

function pasted(picture: Bitmap, mark: Bitmap, left: number, top: number): Bitmap {
  const { width, channels } = picture;
  const data = picture.data.slice();
  for (let i = 0; i < mark.width * mark.height; i++) {
    const alpha = mark.data[4 * i + 3]!;
    const at = ((top + Math.floor(i / mark.width)) * width + left + (i % mark.width)) * channels;
    for (let c = 0; c < channels; c++)
      data[at + c] = over255(data[at + c]! * (255 - alpha) + mark.data[4 * i + c]! * alpha);
  }
  return { ...picture, data };
}

/** A product of bytes divided by 255 and rounded, as Pillow's DIV255. */
function over255(product: number): number {
  const raised = product + 128;
  return ((raised >> 8) + raised) >> 8;
}
