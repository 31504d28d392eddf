import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, philox } from './philox.ts';

const max = 0xffffffff;
const word = fc.integer({ min: 0, max });

describe('philox', () => {
  it.each<[Block, [number, number], Block]>([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [max, max, max, max],
      [max, max],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('gives the known answers of Random123 (kat_vectors, philox4x32 10): %o', (counter, key, expected) => {
    expect(blocks(counter, key, 1)).toEqual(expected);
  });

  it('agrees with the definition in 64-bit integers', () => {
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), fc.tuple(word, word), (counter, key) => {
        expect(blocks(counter, key, 1)).toEqual(literalPhilox(counter, key));
      }),
    );
  });

  it('goes on with the blocks that follow', () => {
    const [c1, c2, c3] = [5, max, 7];
    const each = [3, 4, 5].flatMap((c0) => literalPhilox([c0, c1, c2, c3], [1, 2]));
    expect(blocks([3, c1, c2, c3], [1, 2], 3)).toEqual(each);
  });
});

function blocks(counter: Block, key: [number, number], count: number): number[] {
  const words = new Uint32Array(4 * count);
  philox(words, counter, key);
  return [...words];
}

/** The definition of the paper, in BigInt. */
function literalPhilox(counter: Block, key: readonly [number, number]): number[] {
  const mask = 0xffffffffn;
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * c0;
    const p1 = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & mask, (p0 >> 32n) ^ c3 ^ k1, p0 & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [c0, c1, c2, c3].map(Number);
}
