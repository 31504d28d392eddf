import type { Digest } from '@manifold/shared/image/digest';
import type { JobEvent } from '@manifold/shared/protocol/event';
import { flaggedOf } from '@manifold/shared/protocol/flag';
import { type Fence, leaseSeconds } from '@manifold/shared/protocol/lease';
import type { Problem } from '@manifold/shared/protocol/problem';
import type { ImageRef } from '@manifold/shared/protocol/result';

/** Where a computation is. Times are milliseconds since the epoch. */
export type Phase = Queued | Leased | { state: 'done' } | { state: 'failed'; error: Problem } | { state: 'cancelled' };

interface Queued {
  state: 'queued';
  readyAt: number;
  /** The lease that ran out, if that is why it is here: its runner may be heard of yet. */
  lost?: Leased;
}

interface Leased {
  state: 'leased';
  runner: string;
  /** Whether the runner has spoken of it. */
  isConfirmed: boolean;
  /** Whether its time was prolonged since anything was heard of it. */
  isProlonged: boolean;
  expiresAt: number;
  step: number;
  of: number;
}

/**
 * The truth about one computation. `generation` grows when it is asked for again after it failed or was cancelled,
 * `attempt` with each lease; neither ever shrinks. `since` is its place in the queue, which it keeps when it is requeued.
 */
export interface Computation {
  generation: number;
  attempt: number;
  phase: Phase;
  since: number;
  errors: number;
  losses: Losses;
}

/** Leases lost in this generation: in all, and in a row at the same step. */
export interface Losses {
  total: number;
  inARow: number;
  step: number;
}

export const noLosses: Losses = { total: 0, inARow: 0, step: -1 };

type WithoutStamp<E> = E extends JobEvent ? Omit<E, 'v' | 'at'> : never;
/** An event as a transition tells it; the log stamps it with its version and time. */
export type Occurrence = WithoutStamp<JobEvent>;

/** What a transition may know of the world: the time, and how many computations are ahead of this one in the queue. */
export interface Moment {
  now: number;
  ahead: number;
}

/** What must be known of a result to tell of it. */
export interface Finished {
  id: Digest;
  /** Of a training there are none. */
  images?: readonly ImageRef[];
}

export interface Transition {
  next: Computation;
  events: Occurrence[];
}

export type Fenced = ({ ok: true } & Transition) | { ok: false; reason: 'stale-attempt' };

export const leaseMs = leaseSeconds * 1000;
export const stale = { ok: false, reason: 'stale-attempt' } as const;

/** A new generation at the end of the queue. */
export function opened(previous: Computation | undefined, { now, ahead }: Moment): Transition {
  const next: Computation = {
    generation: (previous?.generation ?? 0) + 1,
    attempt: previous?.attempt ?? 0,
    phase: { state: 'queued', readyAt: now },
    since: now,
    errors: 0,
    losses: noLosses,
  };
  return { next, events: [{ type: 'queued', position: ahead }] };
}

/** A generation that has nothing to do, since its result was found in the store. */
export function foundDone(previous: Computation | undefined, result: Finished, now: number): Transition {
  return doneWith(opened(previous, { now, ahead: 0 }).next, result);
}

/** A generation whose result is stored. */
export function doneWith(state: Computation, result: Finished): Transition {
  return { next: { ...state, phase: { state: 'done' } }, events: [doneEvent(result)] };
}

/** The event of a result that is stored: it names the pictures that were replaced, if there are any. */
function doneEvent({ id, images = [] }: Finished): Occurrence {
  const flagged = flaggedOf(images);
  return { type: 'done', resultId: id, ...(flagged.length > 0 && { flagged }) };
}

/** Back into the queue, at its old place, from then on. */
export function requeued(state: Computation, from: Omit<Queued, 'state'>, ahead: number): Transition {
  return { next: { ...state, phase: { state: 'queued', ...from } }, events: [{ type: 'queued', position: ahead }] };
}

export function failed(state: Computation, error: Problem): Transition {
  return { next: { ...state, phase: { state: 'failed', error } }, events: [{ type: 'failed', error }] };
}

export function isLive(state: Computation | undefined): state is Computation {
  return state?.phase.state === 'queued' || state?.phase.state === 'leased';
}

/** Whether asking would open a new generation. */
export function isAtRest(state: Computation | undefined): boolean {
  return state?.phase.state !== 'done' && !isLive(state);
}

/** The lease of the latest attempt: the live one, or one that ran out while nobody else has been granted another. */
export function leaseIn({ phase }: Computation): Leased | undefined {
  if (phase.state === 'leased') return phase;
  return phase.state === 'queued' ? phase.lost : undefined;
}

/** Whether a post tells how far the attempt is now: one that was overtaken on the way does not, for progress never runs backwards. */
export function isNews(state: Computation, { step }: { step: number }): boolean {
  const lease = leaseIn(state);
  return lease !== undefined && step >= lease.step;
}

export function bears(state: Computation, fence: Fence): boolean {
  return state.generation === fence.generation && state.attempt === fence.attempt;
}
