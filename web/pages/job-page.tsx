import type { TrainingJob } from '@manifold/shared/protocol/job';
import { useParams } from '@solidjs/router';
import { createMemo, createResource, type JSX, on, Show } from 'solid-js';
import { getAnyJob } from '../api/client.ts';
import { useApp } from '../app-context.ts';
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
  const [training] = createResource(unknown, trainingOf);
  const isLooking = () => training.state === 'pending';
  return (
    <Show when={!isLooking()} fallback={<main class="blank" aria-busy="true" />}>
      <Show when={unknown() === undefined ? undefined : training.latest} keyed fallback={<StudioPage />}>
        {(job) => <TrainingPage job={job} />}
      </Show>
    </Show>
  );
}

async function trainingOf(ids: string): Promise<TrainingJob | undefined> {
  if (ids.includes(',')) return undefined;
  const reply = await getAnyJob(ids);
  return reply.ok && 'training' in reply.value ? reply.value : undefined;
}
