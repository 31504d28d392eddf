import { abortWith } from './abort.ts';
import type { Reply } from './reply.ts';

const firstMs = 400;
const longestMs = 15_000;

/** Milliseconds to wait after `failures` failures in a row: doubling, bounded, with jitter over the upper half. `random` is in [0, 1). */
export function backoffMs(failures: number, random: () => number): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1));
  return whole / 2 + (whole / 2) * random();
}

/** Resolves after `ms`, or as soon as `signal` aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

/** The same for a browser that waits for a server: one that comes online again need not wait. */
export async function sleepUntilOnline(ms: number, signal: AbortSignal): Promise<void> {
  const wake = new AbortController();
  abortWith(wake, signal);
  addEventListener('online', () => wake.abort(), { signal: wake.signal });
  await sleep(ms, wake.signal);
  wake.abort();
}

/** Asks until the server is reached, longer apart each time; undefined once `signal` aborts. `heard` is told of each answer. */
export async function untilReached<T>(
  ask: () => Promise<Reply<T>>,
  heard: (heard: boolean) => void,
  signal: AbortSignal,
): Promise<Reply<T> | undefined> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    const reply = await ask();
    heard(reply.ok || reply.reached);
    if (reply.ok || reply.reached) return reply;
    await sleepUntilOnline(backoffMs(failures, Math.random), signal);
  }
  return undefined;
}
