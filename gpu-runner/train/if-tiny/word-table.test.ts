import { expect, it } from 'vitest';
import type { Tokenize } from '../../bundle/tokenizer/t5-tokenizer.ts';
import type { CaptionedPictures } from '../dataset/dataset.ts';
import { discs } from './discs.fixture.ts';
import { wordTable } from './word-table.ts';

const NAMES = ['red', 'crimson', 'blue', 'azure'] as const;

/** Every red disc is either called red or crimson, and every blue one blue or azure. */
const data: CaptionedPictures = {
  ...discs(40),
  captions: Array.from({ length: 40 }, (_, i) => [i % 2 === 0 ? NAMES[(i >> 1) % 2]! : NAMES[2 + ((i >> 1) % 2)]!]),
};

const tokenize: Tokenize = (text, length) => {
  const ids = [NAMES.indexOf(text as (typeof NAMES)[number]), ...Array.from({ length: length - 1 }, () => 0)];
  return { ids, mask: ids.map((_, i) => (i === 0 ? 1 : 0)), dropped: 0 };
};

const shape = { vocabulary: 6, width: 12, seed: 1 };
const { dims, data: table } = wordTable(data, tokenize, shape);
const row = (piece: number) => table.subarray(piece * shape.width, (piece + 1) * shape.width);

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

it('puts words of pictures that look alike beside each other, and those of others apart', () => {
  expect(dims).toEqual([6, 12]);
  expect(cosine(row(0), row(1))).toBeGreaterThan(0.3);
  expect(cosine(row(2), row(3))).toBeGreaterThan(0.3);
  expect(cosine(row(0), row(2))).toBeLessThan(0);
});

it('gives every row the deviation of the table, words of no picture too, and is a function of the seed', () => {
  const deviations = [0, 3].map((piece) => Math.sqrt(row(piece).reduce((sum, x) => sum + x * x, 0) / shape.width));
  for (const each of deviations) expect(each).toBeCloseTo(0.05, 6);
  expect(row(5).some((x) => x !== 0)).toBe(true);
  expect(wordTable(data, tokenize, shape).data).toEqual(table);
  expect(wordTable(data, tokenize, { ...shape, seed: 2 }).data.subarray(5 * shape.width)).not.toEqual(row(5));
});
