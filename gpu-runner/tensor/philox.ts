/*
 * Philox4x32-10, a counter-based generator: the n-th block of a sequence is computed without those before it.
 * Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3".
 */

const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;
const rounds = 10;

/** Four unsigned 32-bit words. */
export type Block = readonly [number, number, number, number];

/**
 * Fills `words` with the blocks of random words at `counter` and at those that follow it by its first word, under `key`. The
 * number of words is a multiple of 4.
 */
export function philox(words: Uint32Array, counter: Block, key: readonly [number, number]): void {
  for (let i = 0; i < words.length; i += 4) {
    // Signed words with the same bits, which the compiler keeps in registers.
    let c0 = (counter[0] + i / 4) | 0;
    let c1 = counter[1] | 0;
    let c2 = counter[2] | 0;
    let c3 = counter[3] | 0;
    let k0 = key[0] | 0;
    let k1 = key[1] | 0;
    for (let round = 0; round < rounds; round++) {
      const high0 = multiplyHigh(multiplier0, c0);
      const high1 = multiplyHigh(multiplier1, c2);
      const low0 = Math.imul(multiplier0, c0);
      const low1 = Math.imul(multiplier1, c2);
      c0 = high1 ^ c1 ^ k0;
      c1 = low1;
      c2 = high0 ^ c3 ^ k1;
      c3 = low0;
      k0 = (k0 + weyl0) | 0;
      k1 = (k1 + weyl1) | 0;
    }
    words[i] = c0;
    words[i + 1] = c1;
    words[i + 2] = c2;
    words[i + 3] = c3;
  }
}

/** The upper 32 bits of an unsigned 64-bit product, from halves of 16 bits (Warren, Hacker's Delight, section 8-2). */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16);
  const carried = Math.imul(aLow, bHigh) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carried >>> 16)) | 0;
}
