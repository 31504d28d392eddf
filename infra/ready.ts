import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves once the edge at `url` is healthy and a runner has told it of a bundle: when a job can be asked for. */
export async function untilServing(url: string, signal: AbortSignal): Promise<void> {
  while (!(await serves(url, signal))) await sleep(100, undefined, { signal });
}

async function serves(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${url}/v1/bundles`, { signal });
    const body = (await response.json()) as { bundles?: unknown[] };
    return response.ok && (body.bundles?.length ?? 0) > 0;
  } catch (error) {
    if (signal.aborted) throw error;
    return false;
  }
}
