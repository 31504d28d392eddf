import { RunnerName } from '@manifold/shared/protocol/lease';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runnerName } from './register.ts';

describe('runnerName', () => {
  it('is a name that the protocol takes, whatever the host is called', () => {
    const random = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), random, (host, part) => {
        expect(RunnerName.safeParse(runnerName(() => part, host)).success).toBe(true);
      }),
    );
  });

  it('tells two starts on one host apart', () => {
    expect(runnerName(() => 0.25, 'gpu-1')).toBe('gpu-1-40000000');
    expect(runnerName(() => 0.5, 'gpu-1')).not.toBe(runnerName(() => 0.25, 'gpu-1'));
  });
});
