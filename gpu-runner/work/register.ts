import { hostname } from 'node:os';
import type { Runner } from './loop.ts';
import { describe } from './outcome.ts';
import { pause } from './retry.ts';

/** Failures in a row between two lines in the log: at the longest backoff, about a minute. */
const quietFailures = 12;

/** The edge does not accept the runner's secret: nothing but the operator can mend it. */
export class UnauthorisedError extends Error {
  override name = 'UnauthorisedError';

  constructor(detail: string) {
    super(`the edge does not accept MANIFOLD_RUNNER_SECRET (${detail}); set it to the secret that the edge has`);
  }
}

/** A name that is new with each start, so that an edge never takes this process for one before it. */
export function runnerName(random: () => number, host = hostname()): string {
  const suffix = Math.floor(random() * 0x1_0000_0000)
    .toString(16)
    .padStart(8, '0');
  return `${host.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 80)}-${suffix}`;
}

/**
 * Tells the edge which bundles are served here, trying for as long as it takes, until it has heard or `stop` aborts.
 * Throws an UnauthorisedError.
 */
export async function register(runner: Runner, stop: AbortSignal): Promise<void> {
  const { client, health, clock, random, log } = runner;
  const manifests = runner.served.pipelines.map(({ manifest }) => manifest);
  for (let failures = 1; !stop.aborted; failures++) {
    const outcome = await client.register({ runner: runner.name, manifests }, stop);
    if (outcome.kind === 'ok') {
      health.registered = true;
      log.info({ bundles: manifests.map(({ name }) => name) }, 'registered');
      return;
    }
    if (outcome.kind === 'unauthorised') throw new UnauthorisedError(outcome.detail);
    if (outcome.kind === 'aborted') return;
    if (failures % quietFailures === 1) log.warn({ reason: describe(outcome), failures }, 'cannot register; trying on');
    await clock.sleep(pause(outcome, failures, random), stop);
  }
}
