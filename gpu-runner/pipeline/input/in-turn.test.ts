import { describe, expect, it } from 'vitest';
import { inTurn } from './in-turn.ts';

describe('inTurn', () => {
  it('begins so many at a time, in order, and goes on after one that fails', async () => {
    const turn = inTurn(2);
    const begun: number[] = [];
    const works = Array.from({ length: 5 }, () => Promise.withResolvers<number>());
    const all = works.map(({ promise }, i) =>
      turn(() => {
        begun.push(i);
        return promise;
      }),
    );
    expect(begun).toEqual([0, 1]);
    works[1]!.reject(new Error('damaged'));
    await expect(all[1]).rejects.toThrow('damaged');
    expect(begun).toEqual([0, 1, 2]);
    for (const [i, { resolve }] of works.entries()) resolve(i);
    expect(await Promise.all(all.toSpliced(1, 1))).toEqual([0, 2, 3, 4]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });
});
