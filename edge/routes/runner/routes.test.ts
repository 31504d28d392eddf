import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Lease } from '@manifold/shared/protocol/lease';
import { Problem } from '@manifold/shared/protocol/problem';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Env } from '../../env.ts';
import { brokerOf } from '../../jobs/names.ts';
import { digits, picture } from '../../testing/bundle.ts';
import { fresh, getJob, postJob } from '../../testing/client.ts';
import { ask, askWithJson, operatorHeaders, runnerHeaders } from '../../testing/edge.ts';
import { runner } from '../../testing/runner.ts';

const edge = env as unknown as Env;

beforeAll(() => runner.register());

describe('the secret', () => {
  it.each([undefined, 'Bearer wrong', 'Bearer', 'Basic cnVubmVy', 'runner-secret-of-the-tests'])(
    'is wanted, and %s is not it',
    async (authorization) => {
      const headers: Record<string, string> = authorization === undefined ? {} : { Authorization: authorization };
      const reply = await askWithJson('/runner/v1/leases', {}, headers);
      expect([reply.status, reply.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer realm="runner"']);
      expect(Problem.parse(await reply.json()).type).toBe('/problems/unauthorised');
    },
  );
});

describe('registering', () => {
  it('serves the revision that came last', async () => {
    const newer = { ...digits, name: 'two', revision: 'b'.repeat(64) };
    for (const manifest of [{ ...newer, revision: 'c'.repeat(64) }, newer]) {
      const reply = await askWithJson('/runner/v1/register', { runner: 'test', manifests: [manifest] }, runnerHeaders);
      expect(reply.status).toBe(204);
    }
    const { bundles } = await (await ask('/v1/bundles')).json<{ bundles: unknown[] }>();
    expect(bundles).toEqual([digits, newer]);
  });
});

describe('what is served of a bundle', () => {
  it('is the revision that a runner has, rather than one that came late and went', async () => {
    const [present, late] = ['e', 'f'].map((digit) => ({ ...digits, name: 'three', revision: digit.repeat(64) }));
    for (const manifest of [present, late]) {
      await askWithJson('/runner/v1/register', { runner: 'test', manifests: [manifest] }, runnerHeaders);
    }
    const served = async () => {
      const { bundles } = await (await ask('/v1/bundles')).json<{ bundles: (typeof digits)[] }>();
      return bundles.find(({ name }) => name === 'three')!.revision;
    };
    const leases = () =>
      runner.lease({ runner: 'three', bundles: [{ name: 'three', revision: present!.revision }], wait: 0 });
    const lapse = () => edge.DB.prepare("UPDATE manifests SET seen_at = seen_at - 120001 WHERE name = 'three'").run();
    expect(await served()).toBe(late!.revision);
    await lapse();
    expect(await served()).toBe(late!.revision);
    await leases();
    expect(await served()).toBe(present!.revision);
    await lapse();
    await leases();
    expect(await served()).toBe(late!.revision);
  });

  it('is nothing where it was trained on a runner that has gone, while others are there', async () => {
    const trained = { ...digits, name: 'trained-there' };
    await askWithJson('/runner/v1/register', { runner: 'test', manifests: [trained] }, runnerHeaders);
    const isServed = async () => {
      const { bundles } = await (await ask('/v1/bundles')).json<{ bundles: (typeof digits)[] }>();
      return bundles.some(({ name }) => name === trained.name);
    };
    await edge.DB.prepare('UPDATE manifests SET seen_at = seen_at - 120001').run();
    expect(await isServed()).toBe(true);
    await runner.register();
    expect(await isServed()).toBe(false);
  });
});

describe('leasing', () => {
  it('gives nothing of bundles that the runner lacks', async () => {
    const job = await postJob(fresh());
    const elsewhere = { bundles: [{ name: digits.name, revision: 'd'.repeat(64) }], wait: 0 };
    expect(await runner.lease(elsewhere)).toEqual([]);
    await runner.finish((await runner.lease())[0]!);
    expect((await getJob(job)).state).toBe('done');
  });

  it('gives what fits, the oldest first, and anything to the idle', async () => {
    const wide = await postJob({ ...fresh(), count: 16 });
    const narrow = await postJob({ ...fresh(), count: 1 });
    const [fitting] = await runner.lease({ free: 2, idle: false, wait: 0 });
    expect(fitting?.computation).toBe(narrow.resultId);
    expect(await runner.lease({ free: 2, idle: false, wait: 0 })).toEqual([]);
    const [any] = await runner.lease({ free: 2, idle: true, wait: 0 });
    expect(any?.computation).toBe(wide.resultId);
    await Promise.all([fitting!, any!].map(runner.finish));
  });

  it('gives nothing to sample once a wide one has waited for long, until the runner is idle', async () => {
    const wide = await postJob({ ...fresh(), count: 16 });
    const narrow = await postJob({ ...fresh(), count: 1 });
    await askWithJson('/v1/jobs', { technique: 'train', net: 'mnist-class', epochs: 1, limit: 256 }, operatorHeaders);
    await runInDurableObject(brokerOf(edge), (_, { storage }) => {
      storage.sql.exec('UPDATE entries SET since = since - 30001');
    });
    expect(await runner.lease({ free: 2, idle: false, wait: 0 })).toEqual([]);
    expect(await runner.train({ free: 2, idle: false, wait: 0 })).toHaveLength(1);
    const leases = await runner.lease({ idle: true, wait: 0 });
    expect(leases.map(({ computation }) => computation)).toEqual([wide.resultId, narrow.resultId]);
    await Promise.all(leases.map(runner.finish));
  });

  it('wakes who waits as soon as there is something', async () => {
    const leases = runner.lease({ wait: 30 });
    const job = await postJob(fresh());
    const [lease] = await leases;
    expect(lease?.computation).toBe(job.resultId);
    await runner.finish(lease!);
  });
});

describe('an upload', () => {
  let lease: Lease;
  beforeEach(async () => {
    await postJob(fresh());
    lease = (await runner.lease())[0]!;
    return async () => void (await runner.finish(lease));
  });

  it('is refused when the bytes have another digest', async () => {
    const { bytes } = await picture('one');
    const reply = await runner.upload(lease, 'e'.repeat(64), bytes);
    expect(await reply.json()).toMatchObject({ status: 422, type: '/problems/digest-mismatch' });
  });

  it('is refused when it is no PNG, or too large', async () => {
    expect((await runner.upload(lease, 'e'.repeat(64), new Uint8Array(100))).status).toBe(422);
    expect((await runner.upload(lease, 'e'.repeat(64), new Uint8Array(16_000_001))).status).toBe(413);
  });

  it('is wanted before the completion', async () => {
    const reply = await runner.complete(lease, 'e'.repeat(64));
    expect(Problem.parse(await reply.json()).errors?.[0]?.pointer).toBe('/images/0/digest');
  });

  it('of a computation that nobody knows is stale, and of one that cannot be is not found', async () => {
    const { bytes, digest } = await picture('one');
    expect((await runner.upload({ ...lease, computation: 'e'.repeat(64) }, digest, bytes)).status).toBe(409);
    expect((await runner.upload({ ...lease, computation: 'x' }, digest, bytes)).status).toBe(404);
  });
});
