import { afterEach, expect, it, vi } from 'vitest';
import { makeEventReader } from './event-reader.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** How often a stream is opened in three seconds where each says `told` and ends. */
async function openingsOf(told: string): Promise<number> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  const open = vi.fn(async () => new Response(told));
  vi.stubGlobal('fetch', open);
  vi.stubGlobal('addEventListener', () => {});
  const stop = makeEventReader('a', { onEvent() {}, onRefused() {}, onMissed() {}, onContact() {} });
  for (let passed = 0; passed < 3000; passed += 50) {
    await vi.advanceTimersByTimeAsync(50);
    await new Promise((resolve) => setImmediate(resolve));
  }
  stop();
  return open.mock.calls.length;
}

it.each([
  ['tells nothing', ''],
  ['only says when to come again', 'retry: 1000\n\n'],
  ['tells something', 'retry: 1000\n\n:\n\n'],
])('does not hammer a server whose stream %s and ends', async (_, told) => {
  const openings = await openingsOf(told);
  expect(openings).toBeGreaterThan(1);
  expect(openings).toBeLessThan(7);
});

it('follows a job in a browser that cannot tie signals together', async () => {
  const tie = AbortSignal.any;
  Reflect.deleteProperty(AbortSignal, 'any');
  try {
    expect(await openingsOf('')).toBeGreaterThan(1);
  } finally {
    AbortSignal.any = tie;
  }
});
