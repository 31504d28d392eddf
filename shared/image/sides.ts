import { inputLimits as limits } from './input-limits.ts';

/** The sides of a picture in pixels, as it is to be seen. */
export interface Sides {
  readonly width: number;
  readonly height: number;
}

/** What is wrong with the sides of an input picture, as what follows the picture's name; undefined where nothing is. */
export function sidesFault({ width, height }: Sides): string | undefined {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const is = `is ${sidesText({ width, height })}`;
  if (long > limits.aspect * short && long > limits.side) {
    return `${is}: too narrow; the longer side may be at most ${limits.aspect} times the shorter`;
  }
  if (short < limits.side) return `${is}: too small; at least ${limits.side} px a side`;
  if (width * height <= limits.pixels) return undefined;
  return `${is}: too large; at most ${limits.pixels / 1e6} million pixels, so make it smaller`;
}

/** What is wrong with the sides of a mask: it is drawn on its picture, and has the same. */
export function maskFault(mask: Sides, picture: Sides): string | undefined {
  if (mask.width === picture.width && mask.height === picture.height) return undefined;
  return `is ${sidesText(mask)}, and the picture ${sidesText(picture)}; draw it at the picture's size`;
}

function sidesText({ width, height }: Sides): string {
  return `${width} x ${height} px`;
}
