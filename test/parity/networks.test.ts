import { describe, expect, it } from 'vitest';
import { partNames } from '../../gpu-runner/bundle/parts.ts';
import { networkCases, networkDifferences } from './network-cases.ts';

/** Of the largest answer. */
const TOLERANCE = 1e-4;

describe('networks answer as diffusers and transformers do', () => {
  it.each(networkCases)('$part of $name', async (one) => {
    for (const [output, difference] of Object.entries(await networkDifferences(one)))
      expect(difference, output).toBeLessThanOrEqual(TOLERANCE);
  });

  it('there are some of each kind', () => {
    expect(new Set(networkCases.map(({ part }) => part))).toEqual(new Set(partNames));
  });
});
