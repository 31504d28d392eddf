import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

describe('backoffMs', () => {
  it('is bounded, and never shorter after one more failure at the same draw', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, draw) => {
          const wait = backoffMs(failures, () => draw);
          expect(wait).toBeGreaterThan(0);
          expect(wait).toBeLessThanOrEqual(15_000);
          expect(backoffMs(failures + 1, () => draw)).toBeGreaterThanOrEqual(wait);
        },
      ),
    );
  });
});
