import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import type { Env } from '../env.ts';
import { utf8 } from '../share/utf8.ts';
import { writeOnce } from './write-once.ts';

const { RESULTS } = env as unknown as Env;
const busy = new Error('put: Reduce your concurrent request rate for the same object. (10058)');
const textAt = async (key: string) => (await RESULTS.get(key))?.text();

/** A store that refuses every write, as one does that took a write of the key just now; `before` is what it does first. */
function refusing(before: (key: string) => Promise<unknown> = async () => {}): R2Bucket {
  const put = vi.fn(async (key: string) => {
    await before(key);
    throw busy;
  });
  return { head: (key: string) => RESULTS.head(key), put } as unknown as R2Bucket;
}

it('writes nothing where something is', async () => {
  await writeOnce(RESULTS, 'once/a', utf8('first'));
  await writeOnce(refusing(), 'once/a', utf8('second'));
  expect(await textAt('once/a')).toBe('first');
});

it('is content with what another wrote meanwhile, and says what went wrong where nobody did', async () => {
  await writeOnce(
    refusing((key) => RESULTS.put(key, 'theirs')),
    'once/b',
    utf8('ours'),
  );
  expect(await textAt('once/b')).toBe('theirs');
  await expect(writeOnce(refusing(), 'once/c', utf8('ours'))).rejects.toBe(busy);
});

it('says of what type it is, if it is of any', async () => {
  await writeOnce(RESULTS, 'once/d', '{}', 'application/json');
  expect((await RESULTS.head('once/d'))?.httpMetadata?.contentType).toBe('application/json');
});
