import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import type { Env } from '../env.ts';
import { claimKey, keptMs, readClaim } from './idempotency.ts';

const { DB } = env as unknown as Env;
const owner = 'forgetful';
const claim = (key: string, now: number) => claimKey(DB, { owner, key, fingerprint: 'f', job: `job of ${key}` }, now);

async function held(keys: string[]): Promise<string[]> {
  const rows = await Promise.all(keys.map((key) => readClaim(DB, owner, key)));
  return keys.filter((_, index) => rows[index]);
}

it('forgets keys beyond their time, the oldest first and ten at a claim, and no others', async () => {
  const old = Array.from({ length: 15 }, (_, index) => `old ${index}`);
  for (const [index, key] of old.entries()) await claim(key, index);
  await claim('young', 100);
  await claim('first', keptMs + 50);
  expect(await held([...old, 'young', 'first'])).toEqual([...old.slice(10), 'young', 'first']);
  await claim('second', keptMs + 100);
  expect(await held([...old, 'young', 'first', 'second'])).toEqual(['young', 'first', 'second']);
});

it('finds what is beyond its time by an index', async () => {
  const { results } = await DB.prepare(
    'EXPLAIN QUERY PLAN SELECT owner, key FROM idempotency WHERE created_at < 1 ORDER BY created_at LIMIT 1',
  ).all<{ detail: string }>();
  expect(results.map(({ detail }) => detail)).toEqual([expect.stringContaining('COVERING INDEX idempotency_by_age')]);
});
