import { tensor } from '../../tensor/tensor.ts';
import { pixelsOf } from '../../train/digits/judge.ts';
import { type Mnist, PIXELS } from '../../train/digits/mnist.ts';
import { meanPairwise } from '../mean-pairwise.ts';

/** How the samples of one digit were read. */
export interface DigitVerdict {
  readonly digit: number;
  readonly samples: number;
  readonly readAsAsked: number;
  /** Mean Euclidean distance between the pixels of two samples; null of fewer than two. */
  readonly variety: number | null;
  /** Test pictures of the digit: as many, or all there are. */
  readonly testPictures: number;
  /** The same of those. */
  readonly testVariety: number | null;
}

export interface Verdict {
  readonly samples: number;
  readonly readAsAsked: number;
  /** Part of the samples that was read as asked. */
  readonly share: number;
  readonly digits: readonly DigitVerdict[];
}

/** Samples asked as one digit, pictures of 784 values in [0, 1] one after another, and what the judge read in each. */
export interface Readings {
  readonly digit: number;
  readonly pixels: Float32Array;
  readonly read: readonly number[];
}

export function verdictOf(readings: readonly Readings[], test: Mnist): Verdict {
  const digits = readings.map((reading) => digitVerdict(reading, test));
  const samples = digits.reduce((sum, digit) => sum + digit.samples, 0);
  const readAsAsked = digits.reduce((sum, digit) => sum + digit.readAsAsked, 0);
  return { samples, readAsAsked, share: readAsAsked / samples, digits };
}

function digitVerdict({ digit, pixels, read }: Readings, test: Mnist): DigitVerdict {
  const real = pixelsOfDigit(test, digit, read.length);
  return {
    digit,
    samples: read.length,
    readAsAsked: read.filter((value) => value === digit).length,
    variety: variety(pixels),
    testPictures: real.length / PIXELS,
    testVariety: variety(real),
  };
}

/** Mean Euclidean distance over all pairs of pictures; null of fewer than two. */
export function variety(pixels: Float32Array): number | null {
  const count = pixels.length / PIXELS;
  return count < 2 ? null : meanPairwise(tensor([count, PIXELS], pixels), distance);
}

function distance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));
}

function pixelsOfDigit(data: Mnist, digit: number, count: number): Float32Array {
  const rows = Array.from(data.labels.keys()).filter((i) => data.labels[i] === digit);
  const chosen = rows.slice(0, count);
  const images = Uint8Array.from(chosen.flatMap((i) => [...data.images.subarray(i * PIXELS, (i + 1) * PIXELS)]));
  return pixelsOf({ count: chosen.length, images, labels: new Uint8Array(chosen.length).fill(digit) });
}
