import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until a runner has told the edge at `url` of a bundle, so that a job can be asked for. Resolves to false once
 * `stop` aborts.
 */
export async function untilServing(url: string, stop: AbortSignal): Promise<boolean> {
  while (!stop.aborted) {
    if (await serves(url)) return true;
    await sleep(100);
  }
  return false;
}

async function serves(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/v1/bundles`);
    const { bundles } = (await response.json()) as { bundles?: unknown[] };
    return bundles !== undefined && bundles.length > 0;
  } catch {
    return false;
  }
}
