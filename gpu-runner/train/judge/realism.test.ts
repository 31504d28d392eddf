import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadMnist, PIXELS } from '../digits/mnist.ts';
import { openJudge, pixelsOf, readDigits } from './judge.ts';
import { realismOf } from './realism.ts';

const judge = await openJudge(fileURLToPath(new URL('../../bundles/mnist-judge', import.meta.url)));
const test = loadMnist('test', 600);
const pixels = pixelsOf(test);
const { features, digits, confidence } = await readDigits(judge, pixels);
const real = { few: features.subarray(0, 100 * 128), many: features.subarray(100 * 128) };

describe('the judge', () => {
  it('reads 99 of 100 digits right, and is sure of what it reads', () => {
    expect(digits.filter((digit, i) => digit !== test.labels[i]).length).toBeLessThanOrEqual(6);
    expect(confidence.every((probability) => probability > 0.1 && probability <= 1)).toBe(true);
    expect(confidence.filter((probability) => probability > 0.9).length).toBeGreaterThan(550);
  });
});

describe('realismOf', () => {
  it('finds real pictures as near as real pictures are, whatever part of them', () => {
    const { frechet, halves, few, asMany } = realismOf(real.few, real.many);
    expect(few).toBe(100);
    expect(realismOf(real.many, real.few).few).toBe(50);
    expect(frechet).toBeLessThan(1.5 * asMany);
    expect(halves).toBeLessThan(1.5 * asMany);
  });

  it('finds grey and faded pictures further off', async () => {
    const faded = await readDigits(
      judge,
      pixels.slice(0, 100 * PIXELS).map((value) => 0.3 + 0.4 * value),
    );
    const { frechet, asMany } = realismOf(faded.features, real.many);
    expect(frechet).toBeGreaterThan(3 * asMany);
  });
});
