import type { AnyLease, LeaseRequest } from '@manifold/shared/protocol/lease';
import { backoff } from './clock.ts';
import { pollSeconds } from './health.ts';
import type { Runner } from './loop.ts';
import { describe, type Outcome } from './outcome.ts';
import { register, UnauthorisedError } from './register.ts';
import { pause } from './retry.ts';

/** Seconds that a poll waits while something runs: soon there may be more room, which only the next poll can say. */
const busyPollSeconds = 2;

/** Milliseconds between polls at least, should the edge answer at once with nothing. */
const pollEvery = 250;

/** Milliseconds that a runner which seems broken waits before it tries something, at first and at most. */
const trialWait = { first: 1_000, longest: 60_000 };

/** Asks for leases until `stop` aborts, and starts what is granted. Rejects with an UnauthorisedError. */
export async function poll(runner: Runner, stop: AbortSignal, start: (lease: AnyLease) => void): Promise<void> {
  const { capacity, health, training } = runner;
  for (let [failures, trials] = [0, 0]; !stop.aborted; ) {
    if (!health.registered) await register(runner, stop);
    else if (!samplesNow(runner) && !trainsNow(runner)) {
      await oneOf([capacity.changed(), ...(training ? [training.slot.changed()] : [])], stop);
    } else {
      const isTrial = health.isBroken;
      if (isTrial) await restBeforeTrial(runner, trials, stop);
      const { outcome, spent } = await ask(runner, stop);
      const granted = outcome.kind === 'ok' ? outcome.value.leases : [];
      failures = outcome.kind === 'ok' ? 0 : failures + 1;
      trials = isTrial ? trials + granted.length : 0;
      granted.forEach(start);
      const rest = runner.clock.sleep(restAfter(outcome, runner, failures, spent), stop);
      await (samplesNow(runner) ? rest : Promise.race([rest, capacity.changed()]));
    }
  }
}

/** Resolves with the first of `changes`, or once `stop` aborts, on which nothing is left: it lives as long as the process. */
function oneOf(changes: readonly Promise<void>[], stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) return resolve();
    const wake = () => {
      stop.removeEventListener('abort', wake);
      resolve();
    };
    stop.addEventListener('abort', wake);
    for (const change of changes) void change.then(wake);
  });
}

/** Whether it would sample something more now. While it seems broken it tries one thing at a time. */
function samplesNow({ capacity, health }: Runner): boolean {
  return health.isBroken ? capacity.idle : !capacity.full;
}

/** Whether it would take a training now. */
function trainsNow({ training }: Runner): boolean {
  return training !== undefined && !training.slot.isTaken;
}

/** A runner that fails whatever it takes would empty the queue at full speed. `trials` is how many have failed so far. */
function restBeforeTrial({ clock, random, health, log }: Runner, trials: number, stop: AbortSignal): Promise<void> {
  const wait = backoff(trials + 1, random, trialWait.first, trialWait.longest);
  log.warn({ reason: health.unready(), wait: Math.round(wait) }, 'seems broken; tries one thing after a while');
  return clock.sleep(wait, stop);
}

/** Asks once; `spent` is how many milliseconds that took. */
async function ask(runner: Runner, stop: AbortSignal) {
  const askedAt = runner.clock.now();
  const outcome = await runner.client.leases(requestOf(runner), stop);
  return { outcome, spent: runner.clock.now() - askedAt };
}

function requestOf(runner: Runner): LeaseRequest {
  const { name, served, capacity, health, training } = runner;
  return {
    runner: name,
    bundles: served.pipelines.map(({ manifest }) => ({ name: manifest.name, revision: manifest.revision })),
    // An idle runner is granted one computation all the same.
    free: health.isBroken ? 0 : capacity.free,
    idle: capacity.idle,
    ...(training && { trains: trainsNow(runner) ? [...training.trainer.nets] : [] }),
    wait: waitOf(runner),
  };
}

/** A runner whose batch is full asks for a training alone, and does not wait for one: there may be room again at any moment. */
function waitOf(runner: Runner): number {
  const { capacity, training } = runner;
  if (!samplesNow(runner)) return 0;
  return capacity.idle && !training?.slot.isTaken ? pollSeconds : busyPollSeconds;
}

/**
 * Milliseconds until the next poll. Whatever the edge answers but leases, it may have forgotten this runner: it is told
 * again which bundles are served here.
 */
function restAfter(outcome: Outcome<{ leases: AnyLease[] }>, runner: Runner, failures: number, spent: number): number {
  switch (outcome.kind) {
    case 'ok':
      if (outcome.value.leases.length > 0) return 0;
      return (samplesNow(runner) ? pollEvery : busyPollSeconds * 1000) - spent;
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
