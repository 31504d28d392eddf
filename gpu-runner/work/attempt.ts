import type { AnyLease } from '@manifold/shared/protocol/lease';
import type { Logger } from 'pino';
import type { Client } from './client.ts';
import type { Clock } from './clock.ts';
import { AttemptError, Halt } from './halt.ts';
import type { Ending, Metrics } from './metrics.ts';
import { describe, type Outcome } from './outcome.ts';
import { type Tenure, tenureOf } from './tenure.ts';

/** What an attempt works with. */
export interface AttemptTools {
  readonly client: Client;
  readonly clock: Clock;
  readonly random: () => number;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** A lease that is held: what may be said under it, and what ends it. */
export interface Held {
  readonly tenure: Tenure;
  readonly log: Logger;
  /** Stops the attempt. */
  readonly halt: (reason: Halt) => void;
  /** Aborts with a Halt, and in the end whatever came of it. */
  readonly signal: AbortSignal;
}

/**
 * One lease from start to end. When `handBack` aborts, the lease is returned. Never rejects: how the attempt ended is the
 * answer, and the edge was told if it could be. `work` completes the lease, and says nothing under it any more once it settles.
 */
export async function attempt(
  lease: AnyLease,
  tools: AttemptTools,
  handBack: AbortSignal,
  work: (held: Held) => Promise<void>,
): Promise<Ending> {
  const halting = new AbortController();
  const halt = (reason: Halt) => halting.abort(reason);
  const release = () => halt(new Halt('released', 'the runner shuts down'));
  handBack.addEventListener('abort', release, { once: true });
  if (handBack.aborted) release();
  const log = tools.log.child({ computation: lease.computation, attempt: lease.attempt });
  const tenure = tenureOf(lease, { ...tools, signal: halting.signal });
  const held = { tenure, log, halt, signal: halting.signal };
  try {
    await work(held);
    log.info('done');
    return 'done';
  } catch (error) {
    return await conclude(halting.signal.aborted ? halting.signal.reason : error, held);
  } finally {
    handBack.removeEventListener('abort', release);
    // Work that failed between two steps has its networks on loan until its signal aborts.
    halting.abort();
  }
}

/** Tells the edge and the log how an attempt ended that did not get through. */
async function conclude(reason: unknown, { tenure, log }: Held): Promise<Ending> {
  if (reason instanceof Halt) {
    log[reason.ending === 'lost' ? 'warn' : 'info']({ reason: reason.message }, reason.ending);
    if (reason.ending === 'released') unlessTaken(await tenure.release(), log, 'the lease could not be handed back');
    return reason.ending;
  }
  const known = reason instanceof AttemptError ? reason : new AttemptError('the runner met an error of its own');
  log.error({ err: reason }, known.message);
  unlessTaken(await tenure.fail(known), log, 'the failure could not be reported');
  // A picture that takes too long is tried again, and says nothing of this runner either.
  return known.isFinal || known.input ? 'rejected' : 'failed';
}

function unlessTaken(outcome: Outcome<void>, log: Logger, message: string): void {
  if (outcome.kind !== 'ok') log.warn({ reason: describe(outcome) }, message);
}
