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

it.each([
  ['does not begin', (signal: AbortSignal) => never(signal)],
  ['does not end', async (signal: AbortSignal) => ({ ok: true, status: 200, json: () => never(signal) })],
])('takes a server whose answer %s for one that is not reached', async (_, fetch) => {
  vi.stubGlobal('fetch', (_: string, init: { signal: AbortSignal }) => fetch(init.signal));
  const reply = listBundles();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await reply).toMatchObject({ ok: false, reached: false });
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
