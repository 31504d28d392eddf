import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import type { Env } from '../../env.ts';
import { type Offer, Queue } from './queue.ts';

const { BROKERS } = env as unknown as Env;
const bundles = ['a', 'b'].map((name) => ({ name, revision: 'f'.repeat(64) }));
const [a, b] = bundles.map(({ name, revision }) => `${name}@${revision}`) as [string, string];
const offer = (id: string, wants: string, since: number, rows = 1): Offer => ({ id, wants, rows, since });
const room = { bundles, free: 8, idle: false };

/** A queue of its own, with these offers. */
function within(name: string, offers: Offer[], look: (queue: Queue, sql: SqlStorage) => void): Promise<void> {
  return runInDurableObject(BROKERS.get(BROKERS.idFromName(name)), (_, { storage }) => {
    const queue = new Queue(storage.sql);
    for (const one of offers) queue.offer(one);
    look(queue, storage.sql);
  });
}

it('takes an offer as news once, and again when it was held or is another', () =>
  within('news', [], (queue) => {
    const first = offer('1', a, 1);
    expect([first, first].map((one) => queue.offer(one))).toEqual([true, false]);
    queue.claim('runner', room, 2);
    expect([first, first].map((one) => queue.offer(one))).toEqual([true, false]);
    expect([offer('1', a, 2), offer('1', b, 2), offer('1', b, 2, 2)].map((one) => queue.offer(one))).toEqual([
      true,
      true,
      true,
    ]);
    expect(queue.figures()).toEqual({ ready: 1, leased: 0 });
  }));

it('hands out the oldest that fits, of whatever bundle', () =>
  within('oldest', [offer('1', a, 3), offer('2', b, 2), offer('3', a, 1, 9), offer('4', 'c@', 0)], (queue) => {
    const claimed = () => queue.claim('runner', room, 4)?.id;
    expect([claimed(), claimed(), claimed()]).toEqual(['2', '1', undefined]);
    expect(queue.claim('runner', { ...room, idle: true }, 4)?.id).toBe('3');
  }));

it('counts as ahead of a training all trainings, and of anything else what wants one of its keys', () => {
  const trainings = [offer('1', 'train:mnist-class', 1), offer('2', 'train:mnist-flow', 2)];
  return within('ahead', [...trainings, offer('3', a, 1), offer('4', b, 1), offer('5', a, 2)], (queue) => {
    expect(queue.ahead(offer('6', 'train:mnist-time', 2), [])).toBe(2);
    expect(queue.ahead(offer('5', a, 2), [a])).toBe(1);
    expect(queue.ahead(offer('5', a, 2), [a, b])).toBe(2);
  });
});

it('reads little of a backlog, whether the runner has its bundle or not', () => {
  const backlog = Array.from({ length: 500 }, (_, i) => offer(`${i}`, a, i));
  return within('backlog', [...backlog, offer('mine', b, 1000)], (_, sql) => {
    const cursors: SqlStorageCursor<never>[] = [];
    const exec = (query: string, ...values: unknown[]) => {
      cursors.push(sql.exec(query, ...values));
      return cursors.at(-1);
    };
    const queue = new Queue({ exec } as unknown as SqlStorage);
    for (const bundle of bundles) expect(queue.claim('runner', { ...room, bundles: [bundle] }, 1000)).toBeDefined();
    expect(cursors.reduce((sum, { rowsRead }) => sum + rowsRead, 0)).toBeLessThan(50);
  });
});
