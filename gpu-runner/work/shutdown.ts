import type { Clock } from './clock.ts';
import type { Shutdown } from './loop.ts';

export interface Signals extends Shutdown {
  /** Called for each SIGTERM or SIGINT. */
  signalled(): void;
}

/**
 * Milliseconds within which signals are one: a service manager that ends a group tells each process in it, and the stack, told too,
 * tells the runner once more.
 */
const atOnce = 700;

/**
 * What signals ask of the runner: the first stops taking leases and, after `grace` milliseconds, hands back what still
 * runs; the second, later than at once, calls `exitNow`.
 */
export function signals(grace: number, clock: Clock, exitNow: () => void): Signals {
  const stop = new AbortController();
  const handBack = new AbortController();
  let since: number | undefined;
  const signalled = () => {
    if (since !== undefined) return clock.now() - since > atOnce ? exitNow() : undefined;
    since = clock.now();
    stop.abort();
    void clock.sleep(grace).then(() => handBack.abort());
  };
  return { stop: stop.signal, handBack: handBack.signal, signalled };
}
