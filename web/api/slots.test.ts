import { describe, expect, it } from 'vitest';
import { type Locks, makeSharedSlots, makeSlots } from './slots.ts';

/** Locks as the tabs of a browser share them. */
function fakeLocks(): Locks {
  const held = new Set<string>();
  const waiting: { name: string; start(): void }[] = [];
  const free = (name: string) => {
    held.delete(name);
    const next = waiting.findIndex((one) => one.name === name);
    if (next >= 0) waiting.splice(next, 1)[0]!.start();
  };
  return {
    request: (name, { signal }, hold) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const start = () => {
          held.add(name);
          queueMicrotask(() =>
            hold()
              .then(resolve)
              .finally(() => free(name)),
          );
        };
        if (!held.has(name)) return start();
        const one = { name, start };
        waiting.push(one);
        signal.addEventListener('abort', () => {
          if (waiting.includes(one)) waiting.splice(waiting.indexOf(one), 1);
          reject(signal.reason);
        });
      }),
    query: async () => ({ pending: waiting.map(({ name }) => ({ name })) }),
  };
}

/** Enough turns of the event loop for whoever can be served. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Locks of a browser that lets the site keep nothing. */
const refusing: Locks = {
  request: () => Promise.reject(new DOMException('Access to the Locks API is denied', 'SecurityError')),
  query: () => Promise.reject(new DOMException('Access to the Locks API is denied', 'SecurityError')),
};

describe.each([
  ['in a tab', makeSlots],
  ['shared by tabs', (count: number) => makeSharedSlots('a', count, fakeLocks())],
  ['where locks are refused', (count: number) => makeSharedSlots('a', count, refusing)],
])('slots %s', (_, make) => {
  it('gives turns in the order in which they were asked for', async () => {
    const slots = make(1);
    const order: number[] = [];
    const first = await slots.acquire();
    const turns = [1, 2, 3].map(async (name) => {
      const release = await slots.acquire();
      order.push(name);
      release();
    });
    await aWhile();
    expect(await slots.contended()).toBe(true);
    first();
    await Promise.all(turns);
    expect(order).toEqual([1, 2, 3]);
    expect(await slots.contended()).toBe(false);
  });

  it('takes a slot back once', async () => {
    const slots = make(1);
    const release = await slots.acquire();
    release();
    release();
    await slots.acquire();
    void slots.acquire();
    await aWhile();
    expect(await slots.contended()).toBe(true);
  });

  it('gives out as many as there are', async () => {
    const slots = make(3);
    let had = 0;
    for (let asked = 0; asked < 5; asked++) void slots.acquire().then(() => had++);
    await aWhile();
    expect(had).toBe(3);
  });
});

it('shares slots with another tab', async () => {
  const locks = fakeLocks();
  const [one, other] = [makeSharedSlots('a', 1, locks), makeSharedSlots('a', 1, locks)];
  const release = await one.acquire();
  const turn = other.acquire();
  await aWhile();
  expect(await one.contended()).toBe(true);
  release();
  await turn;
  expect(await one.contended()).toBe(false);
});
