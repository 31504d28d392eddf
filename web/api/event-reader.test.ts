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

/** What is told of the server's being heard while each stream is opened by `open`, in `seconds`. */
async function contactOver(seconds: number, open: (init: RequestInit) => Promise<Response>): Promise<boolean[]> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => open(init));
  vi.stubGlobal('addEventListener', () => {});
  const heard: boolean[] = [];
  const stop = makeEventReader('a', {
    onEvent() {},
    onRefused() {},
    onMissed() {},
    onContact: (one) => heard.push(one),
  });
  for (let passed = 0; passed < seconds; passed += 1) {
    await vi.advanceTimersByTimeAsync(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  stop();
  return heard;
}

it.each([403, 429, 500])('hears a server that refuses the stream alone, with %i', async (status) => {
  const heard = await contactOver(3, async () => Response.json({}, { status }));
  expect(new Set(heard)).toEqual(new Set([true]));
});

it.each([502, 503, 504])('does not hear a server that is behind a %i', async (status) => {
  const heard = await contactOver(3, async () => Response.json({}, { status }));
  expect(new Set(heard)).toEqual(new Set([false]));
});

it('gives up waiting for a stream that never begins, so that others have its turn', async () => {
  const open = vi.fn(untilAborted);
  const heard = await contactOver(50, open);
  expect(open.mock.calls.length).toBeGreaterThan(1);
  expect(new Set(heard)).toEqual(new Set([false]));
});

it('tells within a minute that a server is gone in the middle of a stream, whose first silence tells nothing', async () => {
  let opened = 0;
  const heard = await contactOver(60, (init) => {
    opened += 1;
    return opened === 1 ? Promise.resolve(new Response(silentUntil(init.signal!))) : untilAborted(init);
  });
  expect(heard).toEqual([true, false]);
});

it('waits for the first of a stream from when it was opened, however long that took', async () => {
  let opened = 0;
  const heard = await contactOver(45, async ({ signal }) => {
    opened += 1;
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    return new Response(silentUntil(signal!));
  });
  expect([opened, heard]).toEqual([1, [true]]);
});

/** A stream that never begins. */
function untilAborted({ signal }: RequestInit): Promise<Response> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
}

function silentUntil(signal: AbortSignal): ReadableStream {
  return new ReadableStream({
    start: (controller) => signal.addEventListener('abort', () => controller.error(signal.reason)),
  });
}
