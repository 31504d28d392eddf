import { useParams } from '@solidjs/router';
import { createMemo, type JSX, on, Show } from 'solid-js';
import { useApp } from '../app-context.ts';
import { lookingLost } from '../presentation/status.ts';
import { createFound } from '../primitives/create-found.ts';
import { StudioPage } from './studio-page.tsx';
import { TrainingPage } from './training-page.tsx';

/** The studio, with or without jobs in its address; a training has a page of its own. */
export function JobPage(): JSX.Element {
  const { run, contact } = useApp();
  const params = useParams<{ ids?: string }>();
  /** A job that the studio had not asked for itself when it came into the address. */
  const unknown = createMemo(
    on(
      () => params.ids,
      (ids) => (ids && ids !== run.jobIds().join() ? ids : undefined),
    ),
  );
  const { isLooking, found } = createFound(unknown, contact);
  return (
    <Show when={!isLooking()} fallback={<Looking />}>
      <Show when={found()?.training} keyed fallback={<StudioPage found={found()} />}>
        {(job) => <TrainingPage job={job} />}
      </Show>
    </Show>
  );
}

function Looking(): JSX.Element {
  const { contact } = useApp();
  return (
    <main aria-busy="true">
      <section class="blank" aria-label="Prints">
        <p class="sentence">{contact.online() ? 'Looking for the job.' : lookingLost}</p>
      </section>
    </main>
  );
}
