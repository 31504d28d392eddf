import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Batcher, rowCount } from '../../runtime/batcher.ts';
import { tensor } from '../../tensor/tensor.ts';
import { together } from './together.ts';

async function* counting(to: number, delay: () => Promise<void>): AsyncGenerator<number, string, void> {
  for (let i = 0; i < to; i++) {
    await delay();
    yield i;
  }
  return `counted to ${to}`;
}
const soon = async () => undefined;

describe('together', () => {
  it('yields all that each yields, in the order of each, and returns what each returned', async () => {
    const run = together([counting(2, soon), counting(0, soon), counting(3, soon)]);
    const seen: [number, number][] = [];
    let next = await run.next();
    for (; !next.done; next = await run.next()) seen.push([next.value.index, next.value.value]);
    expect(next.value).toEqual(['counted to 2', 'counted to 0', 'counted to 3']);
    expect(seen).toEqual([
      [0, 0],
      [2, 0],
      [0, 1],
      [2, 1],
      [2, 2],
    ]);
  });

  it('asks every generator before it waits for one', async () => {
    let waiting = 0;
    const all = Promise.withResolvers<void>();
    const met = async () => {
      waiting += 1;
      if (waiting === 3) all.resolve();
      await all.promise;
    };
    const run = together([counting(1, met), counting(1, met), counting(1, met)]);
    expect((await run.next()).done).toBe(false);
  });

  it('rejects with the error of any', async () => {
    const failing = counting(1, () => Promise.reject(new Error('broken')));
    const run = together([counting(1, () => new Promise(() => undefined)), failing]);
    await expect(run.next()).rejects.toThrow('broken');
  });

  it.each([
    { slow: 'a consumer', consumer: 5, checker: 0 },
    { slow: 'a checker', consumer: 0, checker: 3 },
  ])('makes one batch a step of all that still run, however slow $slow is', async ({ consumer, checker }) => {
    const batches: number[] = [];
    const batcher = new Batcher(async (feeds) => {
      batches.push(rowCount(feeds));
      return feeds;
    }, 64);
    async function* stepping(steps: number, turns: number): AsyncGenerator<void, void, void> {
      for (let step = 0; step < steps; step++) {
        await batcher.evaluate({ x: tensor([2, 1], new Float32Array(2)) }, new AbortController().signal);
        for (let turn = 0; turn < turns; turn++) await setImmediate();
        yield;
      }
    }
    for await (const _ of together([4, 3, 4].map((steps, i) => stepping(steps, checker * i))))
      await setTimeout(consumer);
    expect(batches).toEqual([6, 6, 6, 4]);
  });

  it('gives away a round before it rejects with an error of the next, and tells nobody of the others', async () => {
    const failing = (message: string) => {
      let asked = 0;
      return counting(2, async () => {
        if (asked++ === 1) throw new Error(message);
      });
    };
    const run = together([failing('first'), failing('second')]);
    expect((await run.next()).value).toEqual({ index: 0, value: 0 });
    await setTimeout(5);
    expect((await run.next()).value).toEqual({ index: 1, value: 0 });
    await expect(run.next()).rejects.toThrow('first');
    expect((await run.next()).done).toBe(true);
  });

  it('may be returned from while a round is on its way, whatever becomes of that', async () => {
    const later = Promise.withResolvers<void>();
    let asked = 0;
    const run = together([counting(2, () => (asked++ === 0 ? soon() : later.promise))]);
    await run.next();
    expect(await run.return([])).toEqual({ done: true, value: [] });
    later.reject(new Error('too late'));
    await setTimeout(5);
    expect(asked).toBe(2);
  });
});
