import { blankCanvas, draw } from './canvas.ts';
import type { Dice } from './dice.ts';
import type { Sprites } from './sprites.ts';
import { STYLES, type StyleName } from './style/styles.ts';
import type { Subject } from './subject/subject.ts';

/** A picture with all that may be said of it. */
export interface Picture {
  /** [3, size, size] */
  readonly pixels: Uint8Array;
  readonly captions: readonly string[];
  readonly things: readonly string[];
  readonly style: StyleName;
  /** What its captions call the ground. */
  readonly ground?: string;
}

/** At least so many pixels high and wide is a canvas; a smaller picture is made of it by reduction. */
export const FINE = 128;

/** Paints `subject` in a style, `size` pixels high and wide. */
export async function paint(
  subject: Subject,
  name: StyleName,
  size: number,
  sprites: Sprites,
  dice: Dice,
): Promise<Picture> {
  const style = STYLES[name];
  const canvas = blankCanvas(Math.max(size, FINE));
  for (const part of subject.parts) draw(canvas, await sprites.of(part.path), part);
  const ground = style.paint(canvas, subject.backdrop, dice);
  const captions = subject.phrases.flatMap((phrase) => style.captions(phrase, ground));
  const pixels = bytesOf(canvas.rgb, canvas.side, size);
  return { pixels, captions, things: subject.things, style: name, ...(ground === undefined ? {} : { ground }) };
}

/** Means of squares of pixels, as bytes. */
function bytesOf(rgb: Float32Array, from: number, to: number): Uint8Array {
  const factor = from / to;
  const pixels = new Uint8Array(3 * to * to);
  for (let i = 0; i < pixels.length; i++) {
    const [row, x] = [Math.floor(i / to), i % to];
    let sum = 0;
    for (let dy = 0; dy < factor; dy++) {
      for (let dx = 0; dx < factor; dx++) sum += rgb[(row * factor + dy) * from + x * factor + dx]!;
    }
    pixels[i] = Math.min(255, Math.max(0, Math.round((sum / factor ** 2) * 255)));
  }
  return pixels;
}
