import type { Job, TrainingJob } from '@manifold/shared/protocol/job';
import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import { untilReached } from '../api/backoff.ts';
import { getAnyJob } from '../api/client.ts';
import type { Reply } from '../api/reply.ts';
import type { Contact } from './create-contact.ts';

/** What was found out about the jobs of an address; of several nothing is, since they are always the studio's. */
interface Answer {
  ids: string;
  reply?: Reply<Job>;
  training?: TrainingJob;
}

export interface Found extends Answer {
  /** Finds out anew: what was not answered may be a training. */
  lookAgain(): void;
}

export interface Lookup {
  /** Whether it is still to be found out, for which a server that is not heard is waited for. */
  isLooking: Accessor<boolean>;
  found: Accessor<Found | undefined>;
}

/** Finds out what the jobs of an address are, before a page is shown for them. */
export function createFound(ids: Accessor<string | undefined>, contact: Contact): Lookup {
  const [answer, setAnswer] = createSignal<Answer>();
  const [again, lookAgain] = createSignal(undefined, { equals: false });
  const own = () => (answer()?.ids === ids() ? answer() : undefined);
  createEffect(
    on([ids, again], ([wanted]) => {
      setAnswer(undefined);
      if (wanted === undefined) return;
      const gone = new AbortController();
      onCleanup(() => gone.abort());
      void lookUp(wanted, contact, gone.signal).then((found) => gone.signal.aborted || setAnswer(found));
    }),
  );
  return {
    isLooking: () => ids() !== undefined && !own(),
    found: () => own() && { ...own()!, lookAgain },
  };
}

async function lookUp(ids: string, contact: Contact, gone: AbortSignal): Promise<Answer | undefined> {
  if (ids.includes(',')) return { ids };
  const reply = await untilReached(() => getAnyJob(ids), contact.heard, gone);
  if (!reply?.ok) return reply && { ids, reply };
  const { value } = reply;
  return 'training' in value ? { ids, training: value } : { ids, reply: { ok: true, value } };
}
