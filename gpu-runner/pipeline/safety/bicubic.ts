import type { Bitmap } from './bitmap.ts';

/** Bits after the point of a weight, which is a whole number: Pillow's PRECISION_BITS. */
const BITS = 22;

/** The bicubic filter reaches so many pixels of the result. */
const REACH = 2;

/** Weighs `weights.length` pixels from the pixel `first` on. */
interface Window {
  readonly first: number;
  readonly weights: Int32Array;
}

/**
 * The picture at another size, byte for byte as Pillow's `Image.resize` with BICUBIC makes it: a filter that widens with the
 * pixels it takes together, along the rows and then along the columns, each time rounded to bytes.
 */
export function resizeBicubic(picture: Bitmap, width: number, height: number): Bitmap {
  return resizeColumns(resizeRows(picture, width), height);
}

function resizeRows(picture: Bitmap, width: number): Bitmap {
  if (width === picture.width) return picture;
  const { height, channels, data } = picture;
  const windows = windowsOf(picture.width, width);
  const resized = new Uint8Array(height * width * channels);
  for (let i = 0; i < resized.length; i++) {
    const [channel, pixel] = [i % channels, Math.floor(i / channels)];
    const { first, weights } = windows[pixel % width]!;
    resized[i] = weighed(
      data,
      (Math.floor(pixel / width) * picture.width + first) * channels + channel,
      channels,
      weights,
    );
  }
  return { width, height, channels, data: resized };
}

function resizeColumns(picture: Bitmap, height: number): Bitmap {
  if (height === picture.height) return picture;
  const { width, channels, data } = picture;
  const line = width * channels;
  const windows = windowsOf(picture.height, height);
  const resized = new Uint8Array(height * line);
  for (let i = 0; i < resized.length; i++) {
    const { first, weights } = windows[Math.floor(i / line)]!;
    resized[i] = weighed(data, first * line + (i % line), line, weights);
  }
  return { width, height, channels, data: resized };
}

/** The weighted sum of every `stride`-th byte from `start` on, as a byte. */
function weighed(data: Uint8Array, start: number, stride: number, weights: Int32Array): number {
  let sum = 1 << (BITS - 1);
  for (let i = 0; i < weights.length; i++) sum += data[start + i * stride]! * weights[i]!;
  return Math.min(Math.max(sum >> BITS, 0), 255);
}

/** Which pixels of `from` make each of the pixels of `to`, and their weights. */
function windowsOf(from: number, to: number): Window[] {
  const scale = from / to;
  const widening = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(Math.trunc(centre - REACH * widening + 0.5), 0);
    const end = Math.min(Math.trunc(centre + REACH * widening + 0.5), from);
    const raw = Array.from({ length: end - first }, (_, k) => bicubic((k + first - centre + 0.5) / widening));
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: Int32Array.from(raw, (weight) => roundedAway((weight / total) * 2 ** BITS)) };
  });
}

/** Keys' cubic convolution with a = -1/2 (1981), 0 beyond two pixels. */
function bicubic(distance: number): number {
  const a = -0.5;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

/** To the nearest whole number, halves away from zero. */
function roundedAway(value: number): number {
  return Math.trunc(value < 0 ? value - 0.5 : value + 0.5);
}
