import type { Clock } from './clock.ts';
import type { Shutdown } from './loop.ts';

export interface Signals extends Shutdown {
  /** Called for each SIGTERM or SIGINT. */
  signalled(): void;
}

/**
 * What signals ask of the runner: the first stops taking leases and, after `grace` milliseconds, hands back what still
 * runs; the second calls `exitNow`.
 */
export function signals(grace: number, clock: Clock, exitNow: () => void): Signals {
  const stop = new AbortController();
  const handBack = new AbortController();
  const signalled = () => {
    if (stop.signal.aborted) return exitNow();
    stop.abort();
    void clock.sleep(grace).then(() => handBack.abort());
  };
  return { stop: stop.signal, handBack: handBack.signal, signalled };
}
