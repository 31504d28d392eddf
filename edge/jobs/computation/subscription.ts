import { type Computation, isLive, type Moment, opened, type Transition } from './state.ts';

/** A job asks for the computation: it joins a live or finished one, and opens a new generation of any other. Idempotent. */
export function subscribe(state: Computation | undefined, moment: Moment): Transition {
  const isJoined = state?.phase.state === 'done' || isLive(state);
  return isJoined ? { next: state, events: [] } : opened(state, moment);
}

/**
 * A job has let go of the computation; where none is left that waits for it, it is cancelled. Idempotent, and nothing to a
 * generation that has ended.
 */
export function unsubscribe(state: Computation, generation: number, isAwaited: boolean): Transition {
  if (state.generation !== generation || !isLive(state) || isAwaited) return { next: state, events: [] };
  return { next: { ...state, phase: { state: 'cancelled' } }, events: [{ type: 'cancelled' }] };
}
