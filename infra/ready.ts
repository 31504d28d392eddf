import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until the runner whose probes answer on `port` takes work: it has told the edge of its bundles, so that a job can be
 * asked for and will be done. Resolves to false once `stop` aborts, whether or not the probe under way was answered.
 */
export async function untilServing(port: number, stop: AbortSignal): Promise<boolean> {
  while (!stop.aborted) {
    if (await isReady(port, stop)) return true;
    await sleep(100, undefined, { signal: stop }).catch(() => {});
  }
  return false;
}

async function isReady(port: number, signal: AbortSignal): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`, { signal })).ok;
  } catch {
    return false;
  }
}
