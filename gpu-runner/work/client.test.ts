import { partBytes } from '@manifold/shared/protocol/file';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Client, edgeClient, transferMs } from './client.ts';
import { FixtureEdge } from './edge.fixture.ts';
import { describe as inWords } from './outcome.ts';
import { manifest, recipeOf } from './pipeline.fixture.ts';

const signal = new AbortController().signal;
const poll = { runner: 'a', bundles: [{ name: manifest.name, revision: manifest.revision }], free: 8, idle: true };

describe('edgeClient', () => {
  let edge: FixtureEdge;
  let client: Client;
  let answers: number;
  const register = () => client.register({ runner: 'a', manifests: [manifest] }, signal);
  const clientWith = (secret: string, url = edge.url) =>
    edgeClient({ edge: url, secret, fetch, onAnswer: () => void answers++ });

  beforeEach(async () => {
    answers = 0;
    edge = await new FixtureEdge().start();
    client = clientWith(edge.secret);
  });
  afterEach(() => edge.stop());

  it('registers and leases', async () => {
    const entry = await edge.offer(recipeOf(1));
    expect(await register()).toEqual({ kind: 'ok', value: undefined });
    const outcome = await client.leases({ ...poll, wait: 5 }, signal);
    const lease = { computation: entry.id, recipe: entry.recipe, generation: 1, attempt: 1 };
    expect(outcome).toEqual({ kind: 'ok', value: { leases: [lease] } });
    expect(answers).toBe(2);
  });

  it('finds an edge that lives under a path', async () => {
    const asked: string[] = [];
    const listening: typeof fetch = async (url) => {
      asked.push(String(url));
      return new Response(null, { status: 204 });
    };
    const nested = { edge: new URL('https://example.org/studio/'), secret: 's', fetch: listening, onAnswer() {} };
    await edgeClient(nested).register({ runner: 'a', manifests: [manifest] }, signal);
    expect(asked).toEqual(['https://example.org/studio/runner/v1/register']);
  });

  it('knows a wrong secret, and does not repeat it', async () => {
    const outcome = await clientWith('hush').register({ runner: 'a', manifests: [manifest] }, signal);
    expect(outcome.kind).toBe('unauthorised');
    expect(JSON.stringify(outcome)).not.toContain('hush');
    expect(answers).toBe(0);
  });

  it('knows a stale attempt', async () => {
    const entry = await edge.offer(recipeOf(1));
    await register();
    await client.leases({ ...poll, wait: 5 }, signal);
    entry.attempt += 1;
    expect((await client.progress(entry.id, { generation: 1, attempt: 1 }, signal)).kind).toBe('stale');
    expect((await client.release(entry.id, { generation: 1, attempt: 1 }, signal)).kind).toBe('stale');
  });

  it.each([
    [500, 'unreachable'],
    [503, 'unreachable'],
    [429, 'unreachable'],
    [408, 'unreachable'],
    [425, 'unreachable'],
    [401, 'unauthorised'],
    [403, 'refused'],
    [413, 'refused'],
    [404, 'refused'],
  ])('takes %d for %s', async (status, kind) => {
    edge.hiccups.push({ route: 'register', status, times: 1 });
    expect((await register()).kind).toBe(kind);
    expect((await register()).kind).toBe('ok');
  });

  it.each([
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [409, 'Conflict'],
  ])('takes a %d of what stands before the edge for an edge out of reach', async (status, statusText) => {
    const page = new Response('<html>Attention required!</html>', { status, statusText });
    const barred = edgeClient({ edge: edge.url, secret: 's', fetch: async () => page, onAnswer() {} });
    const outcome = await barred.register({ runner: 'a', manifests: [manifest] }, signal);
    expect(outcome).toEqual({ kind: 'unreachable', detail: `${status} ${statusText}` });
  });

  it('gives a part as long as a line of half a Mbit/s takes to bring it', () => {
    expect(transferMs(0)).toBe(30_000);
    expect(transferMs(partBytes)).toBe(286_000);
    expect(transferMs(100_001) % 1).toBe(0);
  });

  it('follows what Retry-After says', async () => {
    const busy: typeof fetch = async () => new Response('', { status: 429, headers: { 'retry-after': '7' } });
    const outcome = await edgeClient({ edge: edge.url, secret: 's', fetch: busy, onAnswer() {} }).register(
      { runner: 'a', manifests: [manifest] },
      signal,
    );
    expect(outcome).toMatchObject({ kind: 'unreachable', retryAfter: 7000 });
  });

  it('refuses an answer that is not what the protocol says', async () => {
    const odd: typeof fetch = async () => Response.json({ leases: [{ computation: 'x' }] });
    const other = edgeClient({ edge: edge.url, secret: 's', fetch: odd, onAnswer() {} });
    expect((await other.leases({ ...poll, wait: 0 }, signal)).kind).toBe('refused');
  });

  it('says why an edge is out of reach', async () => {
    await edge.stop();
    const outcome = await register();
    if (outcome.kind === 'ok') throw new Error('it answered');
    expect(inWords(outcome)).toBe('unreachable: ECONNREFUSED');
  });

  it('is aborted by its signal in the middle of a long poll', async () => {
    await register();
    const abort = new AbortController();
    const outcome = client.leases({ ...poll, wait: 20 }, abort.signal);
    await edge.until(() => edge.polls.length > 0);
    abort.abort();
    expect(await outcome).toEqual({ kind: 'aborted' });
  });
});
