import type { JobId } from '@manifold/shared/protocol/job';
import type { Env } from '../env.ts';
import type { LoggedEvent } from './computation/log.ts';
import { jobOf } from './names.ts';
import { onceMore } from './once-more.ts';

/** A job's events after the place `seq`, as they happen, until it ends; an empty batch for each `idleMs` of silence. */
export async function* follow(env: Env, id: JobId, seq: number, idleMs: number): AsyncGenerator<LoggedEvent[]> {
  let place = seq;
  for (;;) {
    const { events, isOver } = await onceMore(() => jobOf(env, id).next(place, idleMs));
    yield events;
    if (isOver) return;
    place = events.at(-1)?.seq ?? place;
  }
}

/** Waits until the job has ended, at most `ms`. */
export async function waitFor(env: Env, id: JobId, ms: number): Promise<void> {
  const deadline = Date.now() + ms;
  let place = 0;
  for (let left = ms; left > 0; left = deadline - Date.now()) {
    const { events, isOver } = await onceMore(() => jobOf(env, id).next(place, left));
    if (isOver) return;
    place = events.at(-1)?.seq ?? place;
  }
}
