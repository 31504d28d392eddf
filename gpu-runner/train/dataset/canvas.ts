import type { Colour } from './backdrop/colours.ts';
import type { Mipmap, Sprite } from './sprite.ts';

/** A picture in the making, of `side` x `side` pixels. */
export interface Canvas {
  readonly side: number;
  /** [3, side, side], from 0 to 1, times `cover` until a ground is laid under it. */
  readonly rgb: Float32Array;
  /** [side, side]: how much of each pixel is covered by things, not ground. */
  readonly cover: Float32Array;
}

/** Where a sprite is put: lengths as parts of the canvas's side, from its left and upper edge. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  /** Of the sprite's longer side. */
  readonly size: number;
  /** Mirrored left to right. */
  readonly flipped?: boolean;
  /** In radians, clockwise. */
  readonly angle?: number;
  /** The colour in place of its own, as light and dark as that. */
  readonly tint?: Colour;
}

export function blankCanvas(side: number): Canvas {
  return { side, rgb: new Float32Array(3 * side * side), cover: new Float32Array(side * side) };
}

/** Puts `ground`, [3, side, side], behind what is on the canvas. */
export function layUnder({ side, rgb, cover }: Canvas, ground: Float32Array): void {
  for (let i = 0; i < rgb.length; i++) rgb[i] = rgb[i]! + ground[i]! * (1 - cover[i % (side * side)]!);
}

/** Lays a sprite over the canvas with its middle at the placement, interpolated between pixels. */
export function draw(canvas: Canvas, sprites: Mipmap, placement: Placement): void {
  const sprite = levelFor(sprites, placement.size * canvas.side);
  const scale = (placement.size * canvas.side) / Math.max(sprite.width, sprite.height);
  const [cos, sin] = [Math.cos(placement.angle ?? 0) / scale, Math.sin(placement.angle ?? 0) / scale];
  const [middleX, middleY] = [placement.x * canvas.side, placement.y * canvas.side];
  const reach = (Math.hypot(sprite.width, sprite.height) * scale) / 2 + 1;
  const [top, bottom] = clipped(middleY, reach, canvas.side);
  const [left, right] = clipped(middleX, reach, canvas.side);
  const sample = new Float32Array(4);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const [dx, dy] = [x + 0.5 - middleX, y + 0.5 - middleY];
      const u = (cos * dx + sin * dy) * (placement.flipped ? -1 : 1) + sprite.width / 2 - 0.5;
      const v = cos * dy - sin * dx + sprite.height / 2 - 0.5;
      if (!sampleAt(sprite, u, v, sample)) continue;
      if (placement.tint) recolour(sample, placement.tint);
      over(canvas, y * canvas.side + x, sample);
    }
  }
}

/** The smallest level that has not to be enlarged. */
function levelFor(sprites: Mipmap, size: number): Sprite {
  return sprites.findLast(({ width, height }) => Math.max(width, height) >= size) ?? sprites[0]!;
}

function clipped(middle: number, reach: number, side: number): [from: number, to: number] {
  return [Math.max(0, Math.floor(middle - reach)), Math.min(side, Math.ceil(middle + reach))];
}

/** The sprite's colour at a place between pixels, transparent outside; false when there is nothing. */
function sampleAt({ width, height, pixels }: Sprite, u: number, v: number, sample: Float32Array): boolean {
  const [left, top] = [Math.floor(u), Math.floor(v)];
  if (left < -1 || top < -1 || left >= width || top >= height) return false;
  const [right, below] = [u - left, v - top];
  sample.fill(0);
  for (let corner = 0; corner < 4; corner++) {
    const [x, y] = [left + (corner & 1), top + (corner >> 1)];
    if (x < 0 || y < 0 || x >= width || y >= height) continue;
    const weight = (corner & 1 ? right : 1 - right) * (corner >> 1 ? below : 1 - below);
    const at = 4 * (y * width + x);
    for (let channel = 0; channel < 4; channel++) sample[channel]! += (weight * pixels[at + channel]!) / 255;
  }
  return sample[3]! > 0;
}

/** Light of a thing's middle tones, which take the tint as it is. */
const MIDDLE = 0.6;

function recolour(sample: Float32Array, tint: Colour): void {
  const light = (0.3 * sample[0]! + 0.59 * sample[1]! + 0.11 * sample[2]!) / sample[3]!;
  for (const [channel, value] of tint.entries()) {
    const shade =
      light < MIDDLE ? (value * light) / MIDDLE : value + ((1 - value) * (light - MIDDLE)) / (1 - MIDDLE) / 1.5;
    sample[channel] = shade * sample[3]!;
  }
}

function over({ side, rgb, cover }: Canvas, pixel: number, sample: Float32Array): void {
  const behind = 1 - sample[3]!;
  for (let channel = 0; channel < 3; channel++) {
    const at = channel * side * side + pixel;
    rgb[at] = rgb[at]! * behind + sample[channel]!;
  }
  cover[pixel] = cover[pixel]! * behind + sample[3]!;
}
