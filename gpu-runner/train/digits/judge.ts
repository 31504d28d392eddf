import { join } from 'node:path';
import { readSafetensors } from '../../bundle/safetensors.ts';
import { digitClassifier, FEATURES } from '../../nets/mnist/classifier.ts';
import { inferenceSession } from '../../runtime/inference.ts';
import type { Session, SessionOptions } from '../../runtime/session.ts';
import { rowsOf } from '../../tensor/rows.ts';
import { tensor } from '../../tensor/tensor.ts';
import { copyPixels, type Mnist, PIXELS, SIDE } from './mnist.ts';

const BATCH = 250;

/** What the judge saw in pictures. */
export interface Reading {
  /** The digit read in each. */
  readonly digits: number[];
  /** The probability that it gives to the digit. */
  readonly confidence: number[];
  /** [N, FEATURES], the numbers of its last layer but one. */
  readonly features: Float32Array;
}

/** Opens the classifier in `directory`, as `manifold train mnist-judge` writes it. */
export async function openJudge(directory: string, options: Pick<SessionOptions, 'provider'> = {}): Promise<Session> {
  const { tensors } = await readSafetensors(join(directory, 'model.safetensors'));
  return inferenceSession(digitClassifier(), tensors, options);
}

/** Reads `pixels`, pictures of 784 values in [0, 1] one after another. */
export async function readDigits(judge: Session, pixels: Float32Array): Promise<Reading> {
  const count = pixels.length / PIXELS;
  const reading: Reading = { digits: [], confidence: [], features: new Float32Array(count * FEATURES) };
  for (let start = 0; start < count; start += BATCH) {
    const image = rowsOf(tensor([count, 1, SIDE, SIDE], pixels), start, Math.min(start + BATCH, count));
    const { logits, features } = await judge.run({ image });
    reading.features.set(features!.data, start * FEATURES);
    for (let row = 0; row < image.dims[0]!; row++) {
      const scores = rowsOf(logits!, row, row + 1).data;
      const digit = argmax(scores);
      reading.digits.push(digit);
      reading.confidence.push(softmaxAt(scores, digit));
    }
  }
  return reading;
}

/** Share of `data` that the judge reads as labelled. */
export async function accuracy(judge: Session, data: Mnist): Promise<number> {
  const { digits } = await readDigits(judge, pixelsOf(data));
  return digits.filter((digit, i) => digit === data.labels[i]).length / data.count;
}

/** All pictures as floats in [0, 1], 784 each. */
export function pixelsOf(data: Mnist): Float32Array {
  const pixels = new Float32Array(data.count * PIXELS);
  for (let i = 0; i < data.count; i++) copyPixels(data, i, pixels, i * PIXELS);
  return pixels;
}

function argmax(values: Float32Array): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}

/** `at` is where the largest of the scores stands. */
function softmaxAt(scores: Float32Array, at: number): number {
  return 1 / scores.reduce((sum, score) => sum + Math.exp(score - scores[at]!), 0);
}
