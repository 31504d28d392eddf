import type { TrainingJob } from '@manifold/shared/protocol/job';
import { useParams } from '@solidjs/router';
import { createMemo, createResource, type JSX, on, Show } from 'solid-js';
import { getAnyJob } from '../api/client.ts';
import { useApp } from '../app-context.ts';
import type { Found } from '../primitives/create-studio.ts';
import { StudioPage } from './studio-page.tsx';
import { TrainingPage } from './training-page.tsx';

/** The studio, with or without jobs in its address; a training has a page of its own. */
export function JobPage(): JSX.Element {
  const { run } = useApp();
  const params = useParams<{ ids?: string }>();
  /** A job that the studio had not asked for itself when it came into the address. */
  const unknown = createMemo(
    on(
      () => params.ids,
      (ids) => (ids && ids !== run.jobIds().join() ? ids : undefined),
    ),
  );
  const [answer, { refetch }] = createResource(unknown, lookUp);
  const lookAgain = () => {
    run.clear();
    void refetch();
  };
  const found = () => (unknown() === undefined || !answer.latest ? undefined : { ...answer.latest, lookAgain });
  return (
    <Show when={!answer.loading} fallback={<Looking />}>
      <Show when={found()?.training} keyed fallback={<StudioPage found={found()} />}>
        {(job) => <TrainingPage job={job} />}
      </Show>
    </Show>
  );
}

function Looking(): JSX.Element {
  return (
    <main aria-busy="true">
      <section class="blank" aria-label="Prints">
        <p class="sentence">Looking for the job.</p>
      </section>
    </main>
  );
}

/** What a job is, before a page is shown for it; several are always the studio's. */
async function lookUp(ids: string): Promise<Omit<Found, 'lookAgain'> & { training?: TrainingJob }> {
  if (ids.includes(',')) return { ids };
  const reply = await getAnyJob(ids);
  if (!reply.ok) return { ids, reply };
  const { value } = reply;
  return 'training' in value ? { ids, training: value } : { ids, reply: { ok: true, value } };
}
