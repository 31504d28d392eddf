/** Time as the runner sees it; handed in, so that tests can turn it. */
export interface Clock {
  /** Milliseconds on a scale that never goes back. */
  now(): number;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(0, ms));
      signal?.addEventListener('abort', wake);
    }),
};

/**
 * Milliseconds to wait after the `failures`-th failure in a row: it doubles from `first` up to `cap`, and of that a random
 * part between half and all is taken, so that runners which lost the same edge do not come back in step.
 */
export function backoff(failures: number, random: () => number, first = 250, cap = 5_000): number {
  const full = Math.min(cap, first * 2 ** (failures - 1));
  return full * (0.5 + random() / 2);
}
