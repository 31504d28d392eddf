import { type Computation, isLive, type Moment, opened, type Transition } from './state.ts';

/** A job asks for the computation: it joins a live or finished one, and opens a new generation of any other. Idempotent. */
export function subscribe(state: Computation | undefined, job: string, moment: Moment): Transition {
  if (state?.phase.state === 'done') return { next: state, events: [] };
  if (!isLive(state)) return opened(state, job, moment);
  if (state.subscribers.includes(job)) return { next: state, events: [] };
  return { next: { ...state, subscribers: [...state.subscribers, job] }, events: [] };
}

/** A job lets go of the computation; the last one out cancels it. Idempotent, and nothing to a generation that has ended. */
export function unsubscribe(state: Computation, job: string, generation: number): Transition {
  if (state.generation !== generation || !isLive(state)) return { next: state, events: [] };
  const subscribers = state.subscribers.filter((other) => other !== job);
  if (subscribers.length > 0) return { next: { ...state, subscribers }, events: [] };
  return { next: { ...state, subscribers, phase: { state: 'cancelled' } }, events: [{ type: 'cancelled' }] };
}
