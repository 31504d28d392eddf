import type { AnyLease, Lease, TrainingLease } from '@manifold/shared/protocol/lease';
import { rowsPerStep } from '@manifold/shared/recipe/cost';
import type { AttemptTools } from './attempt.ts';
import type { Capacity } from './capacity.ts';
import { compute } from './computation.ts';
import type { Health } from './health.ts';
import type { Ending } from './metrics.ts';
import { poll } from './poll.ts';
import type { Served } from './served.ts';
import { tenureOf } from './tenure.ts';
import { computeTraining, type TrainingKit } from './training/compute.ts';
import type { TrainingSlot } from './training/slot.ts';

/** A runner: the bundles that it serves, and what it works with. */
export interface Runner extends AttemptTools {
  readonly name: string;
  readonly served: Served;
  /** What it trains with, if it does. */
  readonly training?: TrainingKit & { readonly slot: TrainingSlot };
  readonly capacity: Capacity;
  readonly health: Health;
}

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

/** Carries out one lease, with the room that it takes. */
async function carry(runner: Runner, lease: AnyLease, handBack: AbortSignal): Promise<void> {
  const { metrics, log } = runner;
  metrics.leases.inc();
  log.debug({ computation: lease.computation, attempt: lease.attempt }, 'leased');
  try {
    await ('training' in lease ? train(runner, lease, handBack) : sample(runner, lease, handBack));
  } catch (err) {
    log.error({ err, computation: lease.computation }, 'an attempt broke down; its lease will lapse');
    count(runner, 'failed');
  }
}

async function sample(runner: Runner, lease: Lease, handBack: AbortSignal): Promise<void> {
  const giveBack = runner.capacity.take(rowsPerStep(lease.recipe));
  try {
    const { bundle } = lease.recipe;
    const ending = runner.served.use(bundle, (pipeline) => compute(lease, pipeline, runner, handBack));
    count(runner, await (ending ?? decline(runner, lease, bundle)));
  } finally {
    giveBack();
  }
}

async function train(runner: Runner, lease: TrainingLease, handBack: AbortSignal): Promise<void> {
  const { training } = runner;
  if (!training || training.slot.isTaken) {
    return count(runner, await decline(runner, lease, { net: lease.training.net }));
  }
  const giveBack = training.slot.take();
  try {
    count(runner, await computeTraining(lease, training, runner, handBack));
  } finally {
    giveBack();
  }
}

/** Counts how an attempt ended, before its room is given back: whether more is asked for then depends on it. */
function count({ metrics, health }: Runner, ending: Ending): void {
  metrics.computations.inc({ ending });
  health.ended(ending);
}

/** Hands back a lease of what is not served here. */
async function decline(runner: Runner, lease: AnyLease, what: object): Promise<Ending> {
  runner.log.error({ computation: lease.computation, ...what }, 'leased what is not served here');
  await tenureOf(lease, { ...runner, signal: new AbortController().signal }).release();
  return 'released';
}
