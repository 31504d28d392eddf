import type { TrainingJob } from '@manifold/shared/protocol/job';
import type { Problem } from '@manifold/shared/protocol/problem';
import { type Accessor, createMemo, createSignal, onCleanup } from 'solid-js';
import { untilReached } from '../api/backoff.ts';
import { getAnyJob } from '../api/client.ts';
import { makeEventReader } from '../api/event-reader.ts';
import { isTrained, type TrainingView, trainingView, withTrainingEvent } from '../presentation/training-view.ts';
import { createClock } from './create-clock.ts';
import type { Contact } from './create-contact.ts';

export interface Followed {
  view: Accessor<TrainingView>;
  /** Seconds since anything was heard of it, while it goes on. */
  silent: Accessor<number>;
}

/** A training, followed from its start to its end; one that has ended tells its story once. */
export function createTraining(job: TrainingJob, contact: Contact): Followed {
  const [view, setView] = createSignal(trainingView(job));
  const [heardAt, setHeardAt] = createSignal(Date.now());
  const active = createMemo(() => !isTrained(view()));
  const now = createClock(active);
  const gone = new AbortController();
  onCleanup(() => gone.abort());
  const fail = (problem: Problem) => setView({ ...view(), phase: 'failed', problem });
  /** How a training ended whose last event went by unseen. */
  const look = async () => {
    const reply = await untilReached(() => getAnyJob(job.id), contact.heard, gone.signal);
    if (reply?.ok && 'training' in reply.value) setView({ ...view(), ...ending(trainingView(reply.value)) });
    if (reply?.ok === false) fail(reply.problem);
  };
  const stop = makeEventReader(job.id, {
    onContact: contact.heard,
    onRefused: fail,
    onMissed: () => void look(),
    onEvent: (event) => {
      setHeardAt(Date.now());
      setView((before) => withTrainingEvent(before, event));
    },
  });
  onCleanup(stop);
  return { view, silent: () => Math.max(0, now() - heardAt()) / 1000 };
}

function ending({ phase, problem }: TrainingView): Pick<TrainingView, 'phase' | 'problem'> {
  return { phase, problem };
}
