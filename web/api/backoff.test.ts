import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backoffMs, untilReached } from './backoff.ts';
import { type Reply, unreachable } from './reply.ts';

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

describe('untilReached', () => {
  const lost: Reply<string> = { ok: false, reached: false, problem: unreachable() };
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('asks until there is an answer, and no more once it is called off', async () => {
    vi.useFakeTimers();
    vi.stubGlobal('addEventListener', () => {});
    const stop = new AbortController();
    const heard: boolean[] = [];
    const replies: Reply<string>[] = [lost, lost, { ok: true, value: 'a print' }];
    const asked = untilReached(
      async () => replies.shift()!,
      (one) => heard.push(one),
      stop.signal,
    );
    await vi.advanceTimersByTimeAsync(2000);
    expect([await asked, heard]).toEqual([{ ok: true, value: 'a print' }, [false, false, true]]);
    const never = untilReached(
      async () => lost,
      () => {},
      stop.signal,
    );
    stop.abort();
    expect(await never).toBeUndefined();
  });
});
