import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openJudge, pixelsOf, readDigits } from '../../train/digits/judge.ts';
import { loadMnist, PIXELS } from '../../train/digits/mnist.ts';
import { frechetOf, yardstickOf } from './realism.ts';

const judge = await openJudge(fileURLToPath(new URL('../../bundles/mnist-judge', import.meta.url)));
const test = loadMnist('test', 600);
const pixels = pixelsOf(test);
const { features } = await readDigits(judge, pixels);
const real = { few: features.subarray(0, 100 * 128), many: features.subarray(100 * 128) };

describe('frechetOf', () => {
  const { halves, few, asMany } = yardstickOf(100, real.many);

  it('finds real pictures as near as real pictures are, whatever part of them', () => {
    expect(few).toBe(100);
    expect(frechetOf(real.few, real.many)).toBeLessThan(2 * asMany);
    expect(halves).toBeLessThan(2 * asMany);
  });

  it('is less for as many of each digit than for digits as they come', () => {
    const even = yardstickOf(100, real.many, test.labels.subarray(100));
    expect([even.few, even.halves]).toEqual([few, halves]);
    expect(even.asMany).toBeLessThan(asMany);
  });

  it('finds grey and faded pictures further off', async () => {
    const faded = await readDigits(
      judge,
      pixels.slice(0, 100 * PIXELS).map((value) => 0.3 + 0.4 * value),
    );
    expect(frechetOf(faded.features, real.many)).toBeGreaterThan(3 * asMany);
  });
});
