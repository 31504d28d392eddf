import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { listBundles, uploadImage } from './client.ts';

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
