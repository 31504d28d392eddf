import { describe, expect, it } from 'vitest';
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
    const of = (index: number) => seen.flatMap(([from, value]) => (from === index ? value : []));
    expect([of(0), of(1), of(2)]).toEqual([[0, 1], [], [0, 1, 2]]);
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
});
