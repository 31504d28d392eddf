import { TOKENS } from '../../bundle/kinds/if-unet.ts';
import type { Tokenize } from '../../bundle/tokenizer/t5-tokenizer.ts';
import { TABLE_DEVIATION } from '../../nets/t5/encoder.ts';
import { eigenOf } from '../../tensor/eigen.ts';
import { normals } from '../../tensor/random.ts';
import { type Tensor, type Tensors, tensor } from '../../tensor/tensor.ts';
import type { CaptionedPictures } from '../dataset/dataset.ts';
import { TABLE } from './carry-over.ts';
import { TEXT_WIDTH } from './networks.ts';
import { takePicture } from './pixels.ts';

/** A picture as it is compared: so many pixels on a side. */
const SIDE = 8;
const VALUES = 3 * SIDE * SIDE;

/** Of the table that is made: a row for each piece. */
export interface TableShape {
  readonly vocabulary: number;
  readonly width: number;
  readonly seed: number;
}

/**
 * The table of pieces that a run begins with, [vocabulary, width]: words whose pictures look alike begin alike, so that what is
 * learnt of one serves the other. A row is the mean picture of its word, less the mean of all, in the principal components of
 * these means; the strong ones are held back by the fourth root of their variance. Words of no picture are drawn at random.
 */
export function wordTable(data: CaptionedPictures, tokenize: Tokenize, shape: TableShape): Tensor {
  const { vocabulary, width, seed } = shape;
  const means = meansOf(data, tokenize, vocabulary);
  const axes = principalAxes([...means.values()], width);
  const table = normals({ seed, stream: 'weights', sample: 0, timestep: 2 }, vocabulary * width);
  for (const [piece, mean] of means) table.set(scaled(axes.map((axis) => dot(axis, mean))), piece * width);
  return tensor(
    [vocabulary, width],
    table.map((x) => x * TABLE_DEVIATION),
  );
}

/** What is to know of the run that begins so. */
interface Begun {
  readonly vocabulary: number;
  readonly seed: number;
}

/** The table as the part of a training state that it is. */
export function initialWords({ vocabulary, seed }: Begun, data: CaptionedPictures, tokenize: Tokenize): Tensors {
  return { [`param.${TABLE}`]: wordTable(data, tokenize, { vocabulary, width: TEXT_WIDTH, seed }) };
}

/** Of each piece that some caption has, the mean of its pictures less the mean of all. */
function meansOf(data: CaptionedPictures, tokenize: Tokenize, vocabulary: number): Map<number, Float64Array> {
  const sums = Array.from({ length: vocabulary }, () => ({ count: 0, of: new Float64Array(VALUES) }));
  const all = new Float64Array(VALUES);
  const pixels = new Float32Array(VALUES);
  for (let index = 0; index < data.count; index++) {
    takePicture(data, { index, dx: 0, dy: 0, size: SIDE }, pixels, 0);
    pixels.forEach((x, i) => {
      all[i]! += x / data.count;
    });
    for (const piece of piecesOf(data.captions[index]!, tokenize)) {
      sums[piece]!.count++;
      for (let i = 0; i < VALUES; i++) sums[piece]!.of[i]! += pixels[i]!;
    }
  }
  const seen = sums.map(({ count, of }, piece) => ({ piece, count, of })).filter(({ count }) => count > 0);
  return new Map(seen.map(({ piece, count, of }) => [piece, of.map((sum, i) => sum / count - all[i]!)]));
}

function piecesOf(captions: readonly string[], tokenize: Tokenize): Set<number> {
  return new Set(
    [...new Set(captions)].flatMap((caption) => {
      const { ids, mask } = tokenize(caption.toLowerCase().trim(), TOKENS);
      return ids.filter((_, i) => mask[i] === 1);
    }),
  );
}

/** The axes along which the vectors differ most, strongest first, each divided by the fourth root of its variance. */
function principalAxes(vectors: readonly Float64Array[], count: number): Float64Array[] {
  const covariance = new Float64Array(VALUES * VALUES);
  for (const vector of vectors) {
    for (let i = 0; i < VALUES; i++) {
      for (let j = 0; j < VALUES; j++) covariance[i * VALUES + j]! += (vector[i]! * vector[j]!) / vectors.length;
    }
  }
  const { values, vectors: columns } = eigenOf(covariance, VALUES);
  const strongest = [...values.keys()].sort((a, b) => values[b]! - values[a]!).slice(0, count);
  return strongest.map((axis) => {
    const divisor = Math.max(values[axis]!, Number.EPSILON) ** 0.25;
    return Float64Array.from({ length: VALUES }, (_, i) => columns[i * VALUES + axis]! / divisor);
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

/** With a mean square of 1. */
function scaled(values: readonly number[]): number[] {
  const square = values.reduce((sum, x) => sum + x * x, 0) / values.length;
  return values.map((x) => x / Math.sqrt(Math.max(square, Number.EPSILON)));
}
