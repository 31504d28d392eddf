import { describe, expect, it } from 'vitest';
import { partNames } from '../../gpu-runner/bundle/parts.ts';
import { networkCases, networkDifferences } from './network-cases.ts';

/** Of the largest answer. */
const TOLERANCE = 1e-4;

/** Halves have 11 binary digits; what a product of many layers loses of them. */
const HALF_TOLERANCE = 5e-3;

describe('networks answer as diffusers and transformers do', () => {
  it.each(networkCases)('$part of $name', async (one) => {
    for (const [output, difference] of Object.entries(await networkDifferences(one)))
      expect(difference, output).toBeLessThanOrEqual(TOLERANCE);
  });

  it.each(networkCases)('$part of $name, products in half precision', async (one) => {
    for (const [output, difference] of Object.entries(await networkDifferences(one, { half: true })))
      expect(difference, output).toBeLessThanOrEqual(HALF_TOLERANCE);
  });

  it('there are some of each kind', () => {
    expect(new Set(networkCases.map(({ part }) => part))).toEqual(new Set(partNames));
  });
});
