import { backoff, type Clock } from './clock.ts';
import type { Outcome, Refusal } from './outcome.ts';

export interface RetryOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Milliseconds after which an unreachable edge is given up. */
  readonly patience: number;
}

/** Longest wait that a Retry-After is followed for, in milliseconds. */
const longestWait = 30_000;

/**
 * Sends until the edge answers, waiting longer after each failure, and at most for `patience`: the last answer, or the
 * last `unreachable` once patience is over.
 */
export async function persist<T>(send: () => Promise<Outcome<T>>, options: RetryOptions): Promise<Outcome<T>> {
  const { clock, random, signal, patience } = options;
  const deadline = clock.now() + patience;
  for (let failures = 1; ; failures++) {
    const outcome = await send();
    if (outcome.kind !== 'unreachable') return outcome;
    const wait = pause(outcome, failures, random);
    if (clock.now() + wait > deadline) return outcome;
    await clock.sleep(wait, signal);
    if (signal.aborted) return { kind: 'aborted' };
  }
}

/** Milliseconds to wait before trying again: what the edge asked for (Retry-After), when that is longer than our own backoff. */
export function pause(refusal: Refusal, failures: number, random: () => number): number {
  const { retryAfter = 0 } = refusal.kind === 'unreachable' ? refusal : {};
  return Math.max(backoff(failures, random), Math.min(retryAfter, longestWait));
}
