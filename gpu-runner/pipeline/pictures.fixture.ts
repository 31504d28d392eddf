import { digestOf } from '@manifold/shared/image/digest';
import sharp from 'sharp';

/*
 * For tests: what formulas do with pictures, written out pixel by pixel in float64.
 */

/** [C, S, S] in one. */
export type Picture = Float64Array;

/** The greatest difference of two pictures. */
export function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}

/** a x + b y. */
export function mixture(a: number, x: Picture, b: number, y: Picture): Picture {
  return x.map((value, i) => a * value + b * y[i]!);
}

export function minus(a: Picture, b: Picture): Picture {
  return mixture(1, a, -1, b);
}

export function plus(first: Picture, ...others: readonly Picture[]): Picture {
  return others.reduce((sum, one) => mixture(1, sum, 1, one), first);
}

export function average(...all: readonly [Picture, ...Picture[]]): Picture {
  return plus(...all).map((value) => value / all.length);
}

/** The picture whose pixel in each channel's (row, column) is its own at the place that `from` answers. */
function rearranged(
  x: Picture,
  size: number,
  from: (row: number, column: number) => readonly [number, number],
): Picture {
  const pixels = size * size;
  return x.map((_, i) => {
    const [row, column] = from(Math.floor((i % pixels) / size), i % size);
    return x[i - (i % pixels) + row * size + column]!;
  });
}

/** Upside down. */
export function flipped(x: Picture, size: number): Picture {
  return rearranged(x, size, (row, column) => [size - 1 - row, column]);
}

/** Turned by a quarter turn clockwise, so many times. */
export function turned(x: Picture, size: number, times: number): Picture {
  if (times === 0) return x;
  return turned(
    rearranged(x, size, (row, column) => [size - 1 - column, row]),
    size,
    times - 1,
  );
}

/** Where a place beyond the edge is reflected to. */
export function mirrored(at: number, size: number): number {
  if (at < 0) return -at;
  return at >= size ? 2 * size - 2 - at : at;
}

/** Under the Gaussian over reflected edges, as one double sum; `sigma` is in pixels of a 64 px picture, the kernel 16 sigma wide. */
export function blurred(x: Picture, size: number, sigma: number): Picture {
  const scaled = (sigma * size) / 64;
  const radius = Math.ceil(8 * scaled);
  const offsets = Array.from({ length: 2 * radius + 1 }, (_, i) => i - radius);
  const weights = offsets.map((d) => Math.exp(-(d ** 2) / (2 * scaled ** 2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0) ** 2;
  const pixels = size * size;
  return x.map((_, i) => {
    const [channel, row, column] = [i - (i % pixels), Math.floor((i % pixels) / size), i % size];
    let sum = 0;
    for (const [a, dy] of offsets.entries()) {
      const line = channel + mirrored(row + dy, size) * size;
      for (const [b, dx] of offsets.entries())
        sum += weights[a]! * weights[b]! * x[line + mirrored(column + dx, size)]!;
    }
    return sum / total;
  });
}

/** Of each pixel the mean of its three channels, in each of them. */
export function grey(x: Picture): Picture {
  const pixels = x.length / 3;
  return x.map((_, i) => (x[i % pixels]! + x[pixels + (i % pixels)]! + x[2 * pixels + (i % pixels)]!) / 3);
}

/** A PNG of a square picture with these levels [S, S, C], by its digest. */
export async function pngOf(levels: Uint8Array, size: number): Promise<[digest: string, file: Uint8Array]> {
  const channels = levels.length === size * size ? 1 : 3;
  const picture = sharp(levels, { raw: { width: size, height: size, channels } });
  if (channels === 1) picture.toColourspace('b-w');
  const file = new Uint8Array(await picture.png().toBuffer());
  return [await digestOf(file), file];
}
