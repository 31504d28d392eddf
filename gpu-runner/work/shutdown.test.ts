import { expect, it, vi } from 'vitest';
import type { Clock } from './clock.ts';
import { signals } from './shutdown.ts';

/** A clock that the test sets, and that never wakes a sleeper. */
function still(): Clock & { at: number } {
  return {
    at: 1000,
    now() {
      return this.at;
    },
    sleep: () => new Promise(() => {}),
  };
}

it('takes signals that come at once for one, and is ended by a later one', () => {
  const clock = still();
  const exitNow = vi.fn();
  const { stop, handBack, signalled } = signals(3000, clock, exitNow);
  expect(stop.aborted).toBe(false);
  signalled();
  clock.at += 500;
  signalled();
  expect([stop.aborted, handBack.aborted]).toEqual([true, false]);
  expect(exitNow).not.toHaveBeenCalled();
  clock.at += 500;
  signalled();
  expect(exitNow).toHaveBeenCalledOnce();
});
