import { describe, expect, it } from 'vitest';
import { makeSlots } from './slots.ts';

describe('makeSlots', () => {
  it('gives turns in the order in which they were asked for', async () => {
    const slots = makeSlots(1);
    const order: number[] = [];
    const first = await slots.acquire();
    const turns = [1, 2, 3].map(async (name) => {
      const release = await slots.acquire();
      order.push(name);
      release();
    });
    expect(slots.contended).toBe(true);
    first();
    await Promise.all(turns);
    expect(order).toEqual([1, 2, 3]);
    expect(slots.contended).toBe(false);
  });

  it('takes a slot back once', async () => {
    const slots = makeSlots(1);
    const release = await slots.acquire();
    release();
    release();
    await slots.acquire();
    void slots.acquire();
    await Promise.resolve();
    expect(slots.contended).toBe(true);
  });
});
