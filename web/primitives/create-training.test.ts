import type { TrainingJob } from '@manifold/shared/protocol/job';
import { problem } from '@manifold/shared/protocol/problem';
import { trainingOf } from '@manifold/shared/recipe/technique/train';
import { createRoot } from 'solid-js';
import { afterEach, expect, it, vi } from 'vitest';
import { createTraining } from './create-training.ts';

// On Node the library is the one that renders pages on a server, where nothing reacts.
vi.mock('solid-js', () => vi.importActual('solid-js/dist/solid.js'));

const job: TrainingJob = {
  id: '01a206e4-7a88-7425-9ad5-4d125067c55c',
  state: 'leased',
  resultId: 'a'.repeat(64),
  training: trainingOf({ technique: 'train', net: 'mnist-class' }),
  rows: 1,
  gflop: 1,
  createdAt: '2026-11-23T08:00:00.000Z',
};
const refusal = problem('internal', 'It failed.');

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['done', () => Response.json({ ...job, state: 'done' })],
  ['failed', () => Response.json(refusal, { status: refusal.status })],
])('whose end went by while nobody was reached is looked for again: %s', (phase, answer) => {
  const replies = [() => Promise.reject(new TypeError('Failed to fetch')), async () => answer()];
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('fetch', async (path: string) =>
    path.endsWith('/events') ? new Response(null, { status: 204 }) : replies.shift()!(),
  );
  return createRoot(async (dispose) => {
    const { view } = createTraining(job, { online: () => true, heard() {} });
    await vi.waitFor(() => expect(view().phase).toBe(phase), 20_000).finally(dispose);
  });
});
