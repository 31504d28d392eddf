import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff, type Clock } from './clock.ts';
import { type Outcome, ok } from './outcome.ts';
import { pause, persist } from './retry.ts';

/** A clock that sleeping moves, and nothing else. */
function leapingClock(): Clock & { slept: number[] } {
  const slept: number[] = [];
  return { slept, now: () => slept.reduce((sum, ms) => sum + ms, 0), sleep: async (ms) => void slept.push(ms) };
}

const down: Outcome<string> = { kind: 'unreachable', detail: 'ECONNREFUSED' };

function answering(...outcomes: Outcome<string>[]) {
  return async () => outcomes.shift() ?? down;
}

const options = (patience = 10_000) => ({
  clock: leapingClock(),
  random: () => 0.5,
  signal: new AbortController().signal,
  patience,
});

describe('backoff', () => {
  it('stays between half and all of a wait that doubles up to its cap', () => {
    const random = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), random, (failures, part) => {
        const full = Math.min(5000, 250 * 2 ** (failures - 1));
        const wait = backoff(failures, () => part);
        return wait >= full / 2 && wait <= full;
      }),
    );
  });
});

describe('persist', () => {
  it('answers what the edge says once it is there', async () => {
    expect(await persist(answering(down, down, ok('heard')), options())).toEqual(ok('heard'));
  });

  it('does not repeat what the edge refused', async () => {
    const stale: Outcome<string> = { kind: 'stale', detail: '409' };
    expect(await persist(answering(stale, ok('heard')), options())).toEqual(stale);
  });

  it('waits longer each time and gives up when patience is over', async () => {
    const given = options(10_000);
    expect(await persist(answering(), given)).toEqual(down);
    expect(given.clock.slept).toEqual(given.clock.slept.toSorted((a, b) => a - b));
    expect(given.clock.now()).toBeLessThanOrEqual(10_000);
    expect(given.clock.slept.length).toBeGreaterThan(3);
  });

  it('ends as aborted with its signal', async () => {
    const aborted = { ...options(), signal: AbortSignal.abort() };
    expect(await persist(answering(), aborted)).toEqual({ kind: 'aborted' });
  });
});

describe('pause', () => {
  it('follows a Retry-After, within reason', () => {
    expect(pause({ kind: 'unreachable', detail: '429', retryAfter: 7000 }, 1, () => 0.5)).toBe(7000);
    expect(pause({ kind: 'unreachable', detail: '503', retryAfter: 3_600_000 }, 1, () => 0.5)).toBe(30_000);
  });
});
