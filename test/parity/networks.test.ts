import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { partNames } from '../../gpu-runner/bundle/parts.ts';
import { areHalves, findWeights, readWeights } from '../../gpu-runner/bundle/weights.ts';
import { golden } from './golden.ts';
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

  it('T5 as transformers writes it in half precision counts as that, with some weights in single', async () => {
    const directory = join(golden, 't5-fp16', 'text_encoder');
    const weights = await readWeights(directory, findWeights(directory, 'model'));
    expect(areHalves(weights)).toBe(true);
    const singles = Object.entries(weights).filter(([, weight]) => 'dtype' in weight && weight.dtype === 'float32');
    expect(singles.map(([name]) => name.split('.').at(-2))).toEqual(singles.map(() => 'wo'));
    expect(singles.length).toBeGreaterThan(0);
  });

  it('there are some of each kind', () => {
    expect(new Set(networkCases.map(({ part }) => part))).toEqual(new Set(partNames));
  });
});
