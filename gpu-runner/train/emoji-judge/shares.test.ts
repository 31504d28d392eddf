import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tensor } from '../../tensor/tensor.ts';
import { rankOf, sharesOf } from './shares.ts';

const labels = { things: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], styles: ['oil', 'photo'] };
const row = (...scores: number[]) => scores;
const reading = {
  things: tensor(
    [3, 7],
    Float32Array.from([row(9, 1, 2, 3, 4, 5, 6), row(9, 1, 2, 3, 4, 5, 6), row(9, 1, 2, 3, 4, 5, 6)].flat()),
  ),
  styles: tensor([3, 2], Float32Array.of(1, 0, 0, 1, 1, 0)),
  features: tensor([3, 0], new Float32Array()),
};

describe('sharesOf', () => {
  it('counts what is first, among the first five, and of the style asked for', () => {
    const told = [
      { thing: 'a', style: 'oil' },
      { thing: 'd', style: 'oil' },
      { thing: 'b', style: 'oil' },
    ];
    const shares = sharesOf(told, reading, labels);
    expect(shares).toMatchObject({ pictures: 3, top1: 1 / 3, top5: 2 / 3, style: 2 / 3 });
    expect(shares.byStyle).toEqual([{ name: 'oil', pictures: 3, top1: 1 / 3, top5: 2 / 3, style: 2 / 3 }]);
  });

  it('never reads what the judge has no name for', () => {
    const told = Array.from({ length: 3 }, () => ({ thing: 'z', style: 'photo' }));
    expect(sharesOf(told, reading, labels)).toMatchObject({ top1: 0, top5: 0, style: 1 / 3 });
  });
});

describe('rankOf', () => {
  it('is the place of a score when all are sorted, falling', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 20 }), (scores) => {
        const sorted = scores.toSorted((a, b) => b - a);
        const all = tensor([1, scores.length], Float32Array.from(scores));
        for (const [label, score] of scores.entries()) expect(rankOf(all, 0, label)).toBe(sorted.indexOf(score));
      }),
    );
  });

  it('is no place for what is no number', () => {
    const nowhere = tensor([1, 3], Float32Array.of(Number.NaN, Number.NaN, 1));
    expect([0, 1, 2].map((label) => rankOf(nowhere, 0, label))).toEqual([2, 2, 2]);
  });

  it('puts equal scores last, so that a judge that tells nothing apart reads nothing', () => {
    expect(rankOf(tensor([1, 4], new Float32Array(4)), 0, 0)).toBe(3);
  });
});
