import type { Lease, LeaseRequest } from '@manifold/shared/protocol/lease';
import { rowsPerStep } from '@manifold/shared/recipe/cost';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Capacity } from './capacity.ts';
import { compute, type Means } from './computation.ts';
import { type Health, pollSeconds } from './health.ts';
import type { Ending } from './metrics.ts';
import { describe, type Outcome } from './outcome.ts';
import { register, UnauthorisedError } from './register.ts';
import { pause } from './retry.ts';
import { tenureOf } from './tenure.ts';

/** A runner: the bundles that it serves, and what it works with. */
export interface Runner extends Means {
  readonly name: string;
  readonly pipelines: readonly Pipeline[];
  readonly capacity: Capacity;
  readonly health: Health;
}

/** Seconds that a poll waits while something runs: soon there may be more room, which only the next poll can say. */
const busyPollSeconds = 2;

/** Milliseconds between polls at least, should the edge answer at once with nothing. */
const pollEvery = 250;

export interface Shutdown {
  /** No new leases are taken once it aborts; what runs goes on. */
  readonly stop: AbortSignal;
  /** What still runs is handed back once it aborts. */
  readonly handBack: AbortSignal;
}

/**
 * Leases and computes until `stop` aborts and nothing runs any more. Several computations run side by side and share the
 * pipeline's batches. Rejects with an UnauthorisedError, having handed back what it could not finish.
 *
 * A lease that the edge grants in the very moment in which `stop` cuts the poll is lost; it lapses and is granted again.
 */
export async function work(runner: Runner, { stop, handBack }: Shutdown): Promise<void> {
  const running = new Set<Promise<void>>();
  const giveUp = new AbortController();
  const end = AbortSignal.any([handBack, giveUp.signal]);
  try {
    await poll(runner, stop, (lease) => {
      const task = carry(runner, lease, end).finally(() => running.delete(task));
      running.add(task);
    });
  } catch (error) {
    giveUp.abort();
    throw error;
  } finally {
    runner.health.draining = true;
    await Promise.all(running);
  }
}

async function poll(runner: Runner, stop: AbortSignal, start: (lease: Lease) => void): Promise<void> {
  const { capacity, client, clock, health } = runner;
  const stopped = new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
  for (let failures = 0; !stop.aborted; ) {
    if (!health.registered) await register(runner, stop);
    else if (capacity.full) await Promise.race([capacity.changed(), stopped]);
    else {
      const askedAt = clock.now();
      const outcome = await client.leases(requestOf(runner), stop);
      failures = outcome.kind === 'ok' ? 0 : failures + 1;
      if (outcome.kind === 'ok') outcome.value.leases.forEach(start);
      await clock.sleep(restAfter(outcome, runner, failures, clock.now() - askedAt), stop);
    }
  }
}

function requestOf({ name, pipelines, capacity }: Runner): LeaseRequest {
  return {
    runner: name,
    bundles: pipelines.map(({ manifest }) => ({ name: manifest.name, revision: manifest.revision })),
    free: capacity.free,
    idle: capacity.idle,
    wait: capacity.idle ? pollSeconds : busyPollSeconds,
  };
}

/**
 * Milliseconds until the next poll. Whatever the edge answers but leases, it may have forgotten this runner: it is told
 * again which bundles are served here.
 */
function restAfter(outcome: Outcome<{ leases: Lease[] }>, runner: Runner, failures: number, spent: number): number {
  switch (outcome.kind) {
    case 'ok':
      return outcome.value.leases.length > 0 ? 0 : pollEvery - spent;
    case 'aborted':
      return 0;
    case 'unauthorised':
      throw new UnauthorisedError(outcome.detail);
    default:
      runner.health.registered = false;
      runner.log.warn({ reason: describe(outcome) }, 'no leases; registering again');
      return pause(outcome, failures, runner.random);
  }
}

/** Computes one lease with the rows that it takes, and counts how it ended. */
async function carry(runner: Runner, lease: Lease, handBack: AbortSignal): Promise<void> {
  const { pipelines, capacity, metrics, log } = runner;
  const rows = rowsPerStep(lease.recipe);
  const giveBack = capacity.take(rows);
  metrics.leases.inc();
  log.debug({ computation: lease.computation, attempt: lease.attempt, rows }, 'leased');
  try {
    const { name, revision } = lease.recipe.bundle;
    const pipeline = pipelines.find(({ manifest }) => manifest.name === name && manifest.revision === revision);
    const ending = pipeline ? await compute(lease, pipeline, runner, handBack) : await decline(runner, lease);
    metrics.computations.inc({ ending });
  } catch (err) {
    log.error({ err, computation: lease.computation }, 'an attempt broke down; its lease will lapse');
  } finally {
    giveBack();
  }
}

/** Hands back a lease of a bundle that is not served here. */
async function decline(runner: Runner, lease: Lease): Promise<Ending> {
  const { name, revision } = lease.recipe.bundle;
  runner.log.error({ computation: lease.computation, name, revision }, 'leased a bundle that is not served here');
  await tenureOf(lease, { ...runner, signal: new AbortController().signal }).release();
  return 'released';
}
