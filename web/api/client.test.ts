import { trainingOf } from '@manifold/shared/recipe/technique/train';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { getJob, listBundles, uploadImage } from './client.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Never resolves, but for a request that is called off. */
function never(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
}

/** Its headers came, and its body breaks off. */
function cutOff(): Response {
  return new Response(new ReadableStream({ start: (body) => body.error(new TypeError('network error')) }));
}

it.each([
  ['does not begin', (signal: AbortSignal) => never(signal)],
  ['is cut off', async () => cutOff()],
  ['does not end', async (signal: AbortSignal) => ({ ok: true, status: 200, json: () => never(signal) })],
])('takes a server whose answer %s for one that is not reached', async (_, fetch) => {
  vi.stubGlobal('fetch', (_: string, init: { signal: AbortSignal }) => fetch(init.signal));
  const reply = listBundles();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await reply).toMatchObject({ ok: false, reached: false });
});

it('does not understand a whole answer that is no JSON', async () => {
  vi.stubGlobal('fetch', async () => new Response('<p>Welcome'));
  expect(await listBundles()).toMatchObject({
    ok: false,
    reached: true,
    problem: { type: '/problems/not-understood' },
  });
});

it('tells a training that is taken for a job of its page', async () => {
  const id = '01a206e4-7a88-7425-9ad5-4d125067c55c';
  const training = trainingOf({ technique: 'train', net: 'mnist-class' });
  const job = { id, state: 'done', resultId: 'a'.repeat(64), training, rows: 1, gflop: 1, createdAt: new Date() };
  vi.stubGlobal('fetch', async () => Response.json(job));
  const problem = { title: 'This is a training', detail: expect.stringContaining(`/job/${id}`) };
  expect(await getJob(id)).toMatchObject({ ok: false, reached: true, problem });
});

it('lets an upload take its time', async () => {
  const stop = new AbortController();
  let isOver = false;
  vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => never(signal));
  void uploadImage(new Blob(['x']), stop.signal).then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(600_000);
  expect(isOver).toBe(false);
});
