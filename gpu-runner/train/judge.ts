import { join } from 'node:path';
import { readSafetensors } from '../bundle/safetensors.ts';
import { digitClassifier } from '../nets/mnist/classifier.ts';
import { inferenceSession } from '../runtime/inference.ts';
import type { Session } from '../runtime/session.ts';
import { tensor } from '../tensor/tensor.ts';
import { copyPixels, DIGITS, type Mnist, PIXELS, SIDE } from './dataset.ts';

const BATCH = 250;

/** Opens the classifier in `directory`, as `manifold train mnist-judge` writes it. */
export async function openJudge(directory: string): Promise<Session> {
  const { tensors } = await readSafetensors(join(directory, 'model.safetensors'));
  return inferenceSession(digitClassifier(), tensors);
}

/** The digits read in `pixels`, pictures of 784 values in [0, 1] one after another. */
export async function readDigits(judge: Session, pixels: Float32Array): Promise<number[]> {
  const digits: number[] = [];
  for (let start = 0; start < pixels.length; start += BATCH * PIXELS) {
    const batch = pixels.slice(start, start + BATCH * PIXELS);
    const { logits } = await judge.run({ image: tensor([batch.length / PIXELS, 1, SIDE, SIDE], batch) });
    for (let row = 0; row < logits!.data.length; row += DIGITS)
      digits.push(argmax(logits!.data.subarray(row, row + DIGITS)));
  }
  return digits;
}

/** Share of `data` that the judge reads as labelled. */
export async function accuracy(judge: Session, data: Mnist): Promise<number> {
  const read = await readDigits(judge, pixelsOf(data));
  return read.filter((digit, i) => digit === data.labels[i]).length / data.count;
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
