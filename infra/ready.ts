import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until the runner whose probes answer on `port` takes work: it has told the edge of its bundles, so that a job can be
 * asked for and will be done. Resolves to false once `stop` aborts.
 */
export async function untilServing(port: number, stop: AbortSignal): Promise<boolean> {
  while (!stop.aborted) {
    if (await isReady(port)) return true;
    await sleep(100);
  }
  return false;
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}
