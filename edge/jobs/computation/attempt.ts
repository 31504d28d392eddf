import type { Failure, Fence } from '@manifold/shared/protocol/lease';
import { type Problem, problem } from '@manifold/shared/protocol/problem';
import { recipePointers } from '../picture-fields.ts';
import {
  bears,
  type Computation,
  doneWith,
  type Fenced,
  type Finished,
  failed,
  isLive,
  isNews,
  type Losses,
  leaseIn,
  leaseMs,
  type Moment,
  noLosses,
  type Occurrence,
  requeued,
  stale,
  type Transition,
} from './state.ts';

/** Errors that a generation may report, and losses in a row at one step, before it fails. */
export const patience = 3;
/** Losses that a generation survives in all, however far each attempt came. */
export const lossesAtMost = 20;
/** An expiry noticed this late means that the edge itself was away: unheard, a lease is prolonged once rather than lost. */
export const latenessMs = 2000;

/**
 * How long a lease lives of which the runner has not spoken yet: it posts as it begins, or its reply was lost because it had
 * hung up, which workerd does not tell.
 */
export const unconfirmedMs = 10_000;

/** None before the first time; then seconds double from 1 to at most 32. */
export function backoffMs(times: number): number {
  return times === 0 ? 0 : 1000 * 2 ** Math.min(times - 1, 5);
}

/** Hands a ready computation to a runner, under the next attempt number; `undefined` when it is not to be had. */
export function grant(state: Computation, runner: string, now: number): Transition | undefined {
  if (state.phase.state !== 'queued' || state.phase.readyAt > now) return undefined;
  const attempt = state.attempt + 1;
  const phase = {
    state: 'leased',
    runner,
    isConfirmed: false,
    isProlonged: false,
    expiresAt: now + unconfirmedMs,
    step: 0,
    of: 0,
  } as const;
  return { next: { ...state, attempt, phase }, events: [{ type: 'leased', attempt }] };
}

/** Progress as the log tells it, but for the attempt that made it. */
type WithoutAttempt<E> = E extends unknown ? Omit<E, 'attempt'> : never;
export type Heard = WithoutAttempt<Extract<Occurrence, { type: 'progress' | 'training' }>>;

/**
 * A post of the live attempt, with or without progress: it renews the lease. One that ran out is taken up again: nobody else
 * has been granted the computation, and what was done is not lost.
 */
export function hear(state: Computation, fence: Fence, progress: Heard | undefined, now: number): Fenced {
  const lease = bears(state, fence) && leaseIn(state);
  if (!lease) return stale;
  const { attempt } = fence;
  const phase = { ...lease, isConfirmed: true, isProlonged: false, expiresAt: now + leaseMs };
  const events: Occurrence[] = state.phase.state === 'queued' ? [{ type: 'leased', attempt }] : [];
  if (!progress || !isNews(state, progress)) return { ok: true, next: { ...state, phase }, events };
  const next = { ...state, phase: { ...phase, step: progress.step, of: progress.of } };
  return { ok: true, next, events: [...events, { ...progress, attempt }] };
}

/**
 * The result of the latest attempt is stored, though its lease ran out meanwhile or was given back. Idempotent, since the runner asks
 * again when the reply was lost.
 */
export function finish(state: Computation, fence: Fence, result: Finished): Fenced {
  if (!bears(state, fence)) return stale;
  if (state.phase.state === 'done') return { ok: true, next: state, events: [] };
  return isLive(state) ? { ok: true, ...doneWith(state, result) } : stale;
}

/** The live attempt got so far that the next can go on from there: it renews the lease, and what went wrong before counts no more. */
export function checkpoint(state: Computation, fence: Fence, now: number): Fenced {
  const heard = hear(state, fence, undefined, now);
  return heard.ok ? { ...heard, next: { ...heard.next, errors: 0, losses: noLosses } } : heard;
}

/** The live attempt met an error: it is tried again after a while, until patience runs out or the error is `final`. */
export function fail(
  state: Computation,
  fence: Fence,
  failure: Omit<Failure, keyof Fence>,
  { now, ahead }: Moment,
): Fenced {
  if (state.phase.state !== 'leased' || !bears(state, fence)) return stale;
  const counted = { ...state, errors: state.errors + 1 };
  if (failure.final || counted.errors >= patience) return { ok: true, ...failed(counted, problemOf(failure)) };
  return { ok: true, ...requeued(counted, { readyAt: now + backoffMs(counted.errors) }, ahead) };
}

/** A failure as the computation's end; its pointer is into the recipe. */
function problemOf({ detail, input }: Omit<Failure, keyof Fence>): Problem {
  if (!input) return problem('computation-failed', detail);
  return problem('unusable-picture', detail, [{ pointer: recipePointers[input], detail }]);
}

/** The live attempt gives its lease back unharmed: it counts for nothing. */
export function release(state: Computation, fence: Fence, { now, ahead }: Moment): Fenced {
  if (state.phase.state !== 'leased' || !bears(state, fence)) return stale;
  return { ok: true, ...requeued(state, { readyAt: now }, ahead) };
}

/** The lease's time may be up. Nothing happens before it is. */
export function expire(state: Computation, { now, ahead }: Moment): Transition {
  if (state.phase.state !== 'leased' || !isOverdue(state, now)) return { next: state, events: [] };
  if (now - state.phase.expiresAt > latenessMs && !state.phase.isProlonged) {
    return { next: { ...state, phase: { ...state.phase, isProlonged: true, expiresAt: now + leaseMs } }, events: [] };
  }
  const losses = afterLoss(state.losses, state.phase.isConfirmed ? state.phase.step : undefined);
  const counted = { ...state, losses };
  if (losses.inARow < patience && losses.total < lossesAtMost) {
    return requeued(counted, { readyAt: now + backoffMs(losses.inARow), lost: state.phase }, ahead);
  }
  return failed(counted, problem('computation-failed', lossDetail(losses)));
}

/** Where the total of losses was too much, no step is named: they were at different steps, or before a runner had spoken. */
function lossDetail({ total, inARow, step }: Losses): string {
  const lost = `the runner was lost ${total} times`;
  return inARow < patience ? lost : `${lost}, the last ${inARow} at step ${step}`;
}

/** A lease that no runner spoke of was lost on the way: it tells nothing of the computation, and counts in the total alone. */
function afterLoss({ total, inARow, step: last }: Losses, step: number | undefined): Losses {
  if (step === undefined) return { total: total + 1, inARow, step: last };
  return { total: total + 1, inARow: step === last ? inARow + 1 : 1, step };
}

/** Whether the lease's time is up. */
export function isOverdue({ phase }: Computation, now: number): boolean {
  return phase.state === 'leased' && phase.expiresAt <= now;
}

/** What is ready or has ended tells the broker again after at least so long, in ms, for the broker's index may be lost. */
const tellAgainMs = { atLeast: 15_000, atMost: 300_000 };

/**
 * When the computation next has something to do by itself: notice that its lease ran out, become ready after a backoff, or
 * tell the broker again that it is ready or has ended; the longer it has waited, the more seldom, for a backlog waits all at once.
 */
export function dueAt({ phase }: Computation, now: number): number {
  if (phase.state === 'leased') return phase.expiresAt;
  if (phase.state !== 'queued') return now + tellAgainMs.atLeast;
  const seldom = Math.max(tellAgainMs.atLeast, Math.min(Math.round((now - phase.readyAt) / 10), tellAgainMs.atMost));
  return phase.readyAt > now ? phase.readyAt : now + seldom;
}
