import type { JobState } from '@manifold/shared/protocol/job';
import type { Problem } from '@manifold/shared/protocol/problem';
import type { EventLog } from './log.ts';
import type { Computation } from './state.ts';

/** A generation as the jobs that joined it see it. */
export interface View {
  state: JobState;
  position?: number;
  progress?: { step: number; of: number };
  error?: Problem;
}

/** The newest generation is seen by its phase; an older one ended, and the log says how. */
export function viewOf(state: Computation, generation: number, log: EventLog): View {
  return state.generation === generation ? viewOfPhase(state) : viewOfEnd(log, generation);
}

function viewOfPhase({ phase }: Computation): View {
  if (phase.state === 'failed') return { state: 'failed', error: phase.error };
  if (phase.state !== 'leased' || phase.of === 0) return { state: phase.state };
  return { state: 'leased', progress: { step: phase.step, of: phase.of } };
}

function viewOfEnd(log: EventLog, generation: number): View {
  const event = log.last(generation)?.event;
  return event?.type === 'failed' ? { state: 'failed', error: event.error } : { state: 'cancelled' };
}
