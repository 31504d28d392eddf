import fc from 'fast-check';
import { expect, it } from 'vitest';
import { epochBatches } from './epochs.ts';

it('shows every picture once an epoch', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat({ max: 1000 }), (count, epoch) => {
      const shown = epochBatches({ limit: count, batch: count, seed: 1 }, count)(epoch);
      expect([...shown].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    }),
    { numRuns: 30 },
  );
});
