import type { JobEvent, Preview } from '@manifold/shared/protocol/event';
import type { Job } from '@manifold/shared/protocol/job';
import type { Problem } from '@manifold/shared/protocol/problem';
import { tickCount, tickOfStep } from './timeline.ts';

export type Phase = 'sending' | 'queued' | 'developing' | 'done' | 'failed' | 'cancelled';

/** A job as the page shows it. Built from the job and its events by `viewOfJob` and `withEvent`. */
export interface JobView {
  phase: Phase;
  /** Computations ahead in the queue. */
  position: number | undefined;
  attempt: number;
  /** `step` of `of` evaluations are done; `of` is 0 until it is known. */
  step: number;
  of: number;
  /** The newest predicted clean images. */
  latest: Preview | undefined;
  /** Previews of the film's ticks; a tick that was not seen is undefined. */
  film: readonly (Preview | undefined)[];
  /** When the first progress of this attempt was told, in milliseconds, and its step. */
  pace: { at: number; step: number } | undefined;
  /** Seconds left at the pace so far. */
  secondsLeft: number | undefined;
  problem: Problem | undefined;
}

/** A job whose request is under way. */
export function sending(): JobView {
  return {
    phase: 'sending',
    position: undefined,
    attempt: 0,
    step: 0,
    of: 0,
    latest: undefined,
    film: [],
    pace: undefined,
    secondsLeft: undefined,
    problem: undefined,
  };
}

export function failing(problem: Problem): JobView {
  return { ...sending(), phase: 'failed', problem };
}

/** Whether nothing more will happen to it. */
export function isOver({ phase }: JobView): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'cancelled';
}

export function viewOfJob(job: Job): JobView {
  return {
    ...sending(),
    phase: job.state === 'leased' ? 'developing' : job.state,
    position: job.position,
    step: job.progress?.step ?? 0,
    of: job.progress?.of ?? 0,
    problem: job.error,
  };
}

/** The job after an event. Events may come twice, or from an attempt that was given up: neither changes what is shown. */
export function withEvent(view: JobView, event: JobEvent): JobView {
  if (isOver(view)) return view;
  switch (event.type) {
    case 'queued':
      return { ...view, phase: 'queued', position: event.position, secondsLeft: undefined };
    case 'leased':
      if (event.attempt < view.attempt) return view;
      return { ...view, ...freshPace(view, event.attempt), phase: 'developing', position: undefined };
    case 'progress':
      return event.attempt < view.attempt ? view : withProgress(view, event);
    case 'training':
      return view;
    case 'done':
      return { ...view, phase: 'done', step: view.of, secondsLeft: undefined };
    case 'failed':
      return { ...view, phase: 'failed', problem: event.error, secondsLeft: undefined };
    case 'cancelled':
      return { ...view, phase: 'cancelled', secondsLeft: undefined };
  }
}

/** A new attempt begins at its own pace. */
function freshPace(view: JobView, attempt: number): Partial<JobView> {
  return attempt === view.attempt ? {} : { attempt, pace: undefined, secondsLeft: undefined };
}

function withProgress(view: JobView, event: Extract<JobEvent, { type: 'progress' }>): JobView {
  const { step, of, attempt, preview } = event;
  const at = Date.parse(event.at);
  const pace = view.pace && attempt === view.attempt && step >= view.pace.step ? view.pace : { at, step };
  return {
    ...view,
    phase: 'developing',
    position: undefined,
    attempt,
    step,
    of,
    pace,
    secondsLeft: step > pace.step ? ((at - pace.at) / 1000 / (step - pace.step)) * (of - step) : undefined,
    latest: preview ?? view.latest,
    film: preview ? withFrame(view.film, preview, step, of) : view.film,
  };
}

/**
 * A tick keeps the first preview at or after its step: the nearest one. Ticks that were passed between two previews take the
 * later of them, until the result's own film is there. A later attempt draws the same pictures.
 */
function withFrame(film: JobView['film'], preview: Preview, step: number, of: number): JobView['film'] {
  const tick = tickOfStep(step, of);
  if (tick < 0 || film[tick]) return film;
  const seen = film.findLastIndex((frame, i) => frame && i < tick);
  const from = seen === -1 ? tick : seen + 1;
  return Array.from({ length: tickCount(of) }, (_, i) => (i >= from && i <= tick ? preview : film[i]));
}
