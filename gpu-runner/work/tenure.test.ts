import { partBytes } from '@manifold/shared/protocol/file';
import { expect, it } from 'vitest';
import { type Client, transferMs } from './client.ts';
import { ok } from './outcome.ts';
import { recipeOf } from './pipeline.fixture.ts';
import { tenureOf } from './tenure.ts';

const lease = { computation: '0'.repeat(64), recipe: recipeOf(1), generation: 1, attempt: 1 };

it('tries a part again of which one try hung for as long as it may', async () => {
  let tries = 0;
  const spent: number[] = [];
  const now = () => spent.reduce((sum, ms) => sum + ms, 0);
  const clock = { now, sleep: async (ms: number) => void spent.push(ms) };
  const uploadPart: Client['uploadPart'] = async (_, __, ___, { bytes }) => {
    tries += 1;
    if (tries > 1) return ok(undefined);
    spent.push(transferMs(bytes.length));
    return { kind: 'unreachable', detail: 'TimeoutError' };
  };
  const client = { uploadPart } as Partial<Client> as Client;
  const tenure = tenureOf(lease, { client, clock, random: Math.random, signal: new AbortController().signal });
  const part = { digest: '0'.repeat(64), bytes: new Uint8Array(partBytes) };
  expect(await tenure.uploadPart('files', part)).toEqual(ok(undefined));
});
