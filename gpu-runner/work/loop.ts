import type { AnyLease, Lease, LeaseRequest, TrainingLease } from '@manifold/shared/protocol/lease';
import { rowsPerStep } from '@manifold/shared/recipe/cost';
import type { Means } from './attempt.ts';
import type { Capacity } from './capacity.ts';
import { compute } from './computation.ts';
import { type Health, pollSeconds } from './health.ts';
import type { Ending } from './metrics.ts';
import { describe, type Outcome } from './outcome.ts';
import { register, UnauthorisedError } from './register.ts';
import { pause } from './retry.ts';
import type { Served } from './served.ts';
import { tenureOf } from './tenure.ts';
import { computeTraining, type Training } from './training/compute.ts';
import type { TrainingSlot } from './training/slot.ts';

/** A runner: the bundles that it serves, and what it works with. */
export interface Runner extends Means {
  readonly name: string;
  readonly served: Served;
  /** What it trains with, if it does. */
  readonly training?: Training & { readonly slot: TrainingSlot };
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

async function poll(runner: Runner, stop: AbortSignal, start: (lease: AnyLease) => void): Promise<void> {
  const { capacity, client, clock, health, training } = runner;
  const stopped = new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
  for (let failures = 0; !stop.aborted; ) {
    if (!health.registered) await register(runner, stop);
    else if (capacity.full && !trainsNow(runner)) {
      await Promise.race([capacity.changed(), ...(training ? [training.slot.changed()] : []), stopped]);
    } else {
      const askedAt = clock.now();
      const outcome = await client.leases(requestOf(runner), stop);
      failures = outcome.kind === 'ok' ? 0 : failures + 1;
      if (outcome.kind === 'ok') outcome.value.leases.forEach(start);
      const rest = clock.sleep(restAfter(outcome, runner, failures, clock.now() - askedAt), stop);
      await (capacity.full ? Promise.race([rest, capacity.changed()]) : rest);
    }
  }
}

/** Whether it would take a training now. */
function trainsNow({ training }: Runner): boolean {
  return training !== undefined && !training.slot.isTaken;
}

function requestOf(runner: Runner): LeaseRequest {
  const { name, served, capacity, training } = runner;
  return {
    runner: name,
    bundles: served.pipelines.map(({ manifest }) => ({ name: manifest.name, revision: manifest.revision })),
    free: capacity.free,
    idle: capacity.idle,
    ...(training && { trains: trainsNow(runner) ? [...training.trainer.nets] : [] }),
    wait: waitOf(runner),
  };
}

/** A runner whose batch is full asks for a training alone, and does not wait for one: there may be room again at any moment. */
function waitOf({ capacity, training }: Runner): number {
  if (capacity.full) return 0;
  return capacity.idle && !training?.slot.isTaken ? pollSeconds : busyPollSeconds;
}

/**
 * Milliseconds until the next poll. Whatever the edge answers but leases, it may have forgotten this runner: it is told
 * again which bundles are served here.
 */
function restAfter(outcome: Outcome<{ leases: AnyLease[] }>, runner: Runner, failures: number, spent: number): number {
  switch (outcome.kind) {
    case 'ok':
      return outcome.value.leases.length > 0 ? 0 : (runner.capacity.full ? busyPollSeconds * 1000 : pollEvery) - spent;
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

/** Carries out one lease, with the room that it takes, and counts how it ended. */
async function carry(runner: Runner, lease: AnyLease, handBack: AbortSignal): Promise<void> {
  const { metrics, log } = runner;
  metrics.leases.inc();
  log.debug({ computation: lease.computation, attempt: lease.attempt }, 'leased');
  try {
    const ending = await ('training' in lease ? train(runner, lease, handBack) : sample(runner, lease, handBack));
    metrics.computations.inc({ ending });
  } catch (err) {
    log.error({ err, computation: lease.computation }, 'an attempt broke down; its lease will lapse');
  }
}

async function sample(runner: Runner, lease: Lease, handBack: AbortSignal): Promise<Ending> {
  const giveBack = runner.capacity.take(rowsPerStep(lease.recipe));
  try {
    const { bundle } = lease.recipe;
    const ending = runner.served.use(bundle, (pipeline) => compute(lease, pipeline, runner, handBack));
    return await (ending ?? decline(runner, lease, bundle));
  } finally {
    giveBack();
  }
}

async function train(runner: Runner, lease: TrainingLease, handBack: AbortSignal): Promise<Ending> {
  const { training } = runner;
  if (!training || training.slot.isTaken) return decline(runner, lease, { net: lease.training.net });
  const giveBack = training.slot.take();
  try {
    return await computeTraining(lease, training, runner, handBack);
  } finally {
    giveBack();
  }
}

/** Hands back a lease of what is not served here. */
async function decline(runner: Runner, lease: AnyLease, what: object): Promise<Ending> {
  runner.log.error({ computation: lease.computation, ...what }, 'leased what is not served here');
  await tenureOf(lease, { ...runner, signal: new AbortController().signal }).release();
  return 'released';
}
