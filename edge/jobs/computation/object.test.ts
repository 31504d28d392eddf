import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Digest } from '@manifold/shared/image/digest';
import type { Lease } from '@manifold/shared/protocol/lease';
import { Result } from '@manifold/shared/protocol/result';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Env } from '../../env.ts';
import { lastSeen } from '../../store/manifests.ts';
import { digits, picture } from '../../testing/bundle.ts';
import { cancelJob, eventsOf, fresh, getJob, postJob } from '../../testing/client.ts';
import { ask, askWithJson, runnerHeaders } from '../../testing/edge.ts';
import { runner } from '../../testing/runner.ts';
import { BrokerObject } from '../broker/object.ts';
import { brokerOf, computationOf } from '../names.ts';
import type { Computation } from './state.ts';

const edge = env as unknown as Env;

beforeAll(() => runner.register());

describe('single flight', () => {
  it('computes once what a hundred ask for at once, each with a job of their own', async () => {
    const body = fresh();
    const jobs = await Promise.all(Array.from({ length: 100 }, () => postJob(body)));
    expect(new Set(jobs.map((job) => job.id)).size).toBe(100);
    expect(new Set(jobs.map((job) => job.resultId)).size).toBe(1);
    const leases = await runner.lease();
    expect(leases).toHaveLength(1);
    await runner.finish(leases[0]!);
    const after = await Promise.all(jobs.map(getJob));
    expect(after.every((job) => job.state === 'done')).toBe(true);
  });

  it('gives a job that is born done to whoever asks for what is computed', async () => {
    const job = await postJob(fresh());
    await runner.finish((await runner.lease())[0]!);
    const { recipe } = await getJob(job);
    const again = await postJob({ recipe });
    expect(again).toMatchObject({ state: 'done', resultId: job.resultId });
    expect(again.id).not.toBe(job.id);
  });

  it('gives it by its recipe when nobody serves the bundle any more', async () => {
    await register('gone', 'b');
    const job = await postJob({ ...fresh(), bundle: 'gone' });
    await runner.finish((await runner.lease({ bundles: [job.recipe.bundle] }))[0]!);
    await edge.DB.prepare("DELETE FROM manifests WHERE name = 'gone'").run();
    expect(await postJob({ recipe: job.recipe })).toMatchObject({ state: 'done', resultId: job.resultId });
    const other = await askWithJson('/v1/jobs', { recipe: { ...job.recipe, seed: job.recipe.seed + 1000 } });
    expect(other.status).toBe(422);
  });

  it('finds a result in the store when everything else was lost', async () => {
    const body = fresh();
    const job = await postJob(body);
    await runner.finish((await runner.lease())[0]!);
    await runInDurableObject(computationOf(edge, job.resultId), (_, state) => state.storage.deleteAll());
    await abortAllDurableObjects();
    const again = await postJob(body);
    expect(again.state).toBe('done');
    expect((await eventsOf(again)).map((one) => one.event.type)).toEqual(['done']);
  });
});

describe('a picture that the safety checker had replaced', () => {
  it('is told of by the event and by the result, when it is done and when it is found again', async () => {
    const body = fresh();
    const job = await postJob(body);
    const [lease] = await runner.lease();
    const { bytes, digest } = await picture(lease!.computation);
    await runner.upload(lease!, digest, bytes);
    await runner.complete(lease!, digest, 'unsafe');
    const told = { type: 'done', flagged: [0] };
    expect((await eventsOf(job)).at(-1)?.event).toMatchObject(told);
    const { images } = Result.parse(await (await ask(`/v1/results/${job.resultId}`)).json());
    expect(images.map(({ flagged }) => flagged)).toEqual(['unsafe']);
    await runInDurableObject(computationOf(edge, job.resultId), (_, state) => state.storage.deleteAll());
    await abortAllDurableObjects();
    expect((await eventsOf(await postJob(body))).at(-1)?.event).toMatchObject(told);
  });
});

describe('cancelling', () => {
  it('lets one asker go, and stops the computation with the last', async () => {
    const body = fresh();
    const [first, second] = [await postJob(body), await postJob(body)];
    const [lease] = await runner.lease();
    expect((await cancelJob(first)).state).toBe('cancelled');
    expect((await eventsOf(first)).map((one) => one.event.type)).toEqual(['queued', 'leased', 'cancelled']);
    expect((await getJob(second)).state).toBe('leased');
    expect(await (await runner.heartbeat(lease!)).json()).toMatchObject({ cancel: false });
    expect((await cancelJob(second)).state).toBe('cancelled');
    expect((await cancelJob(second)).state).toBe('cancelled');
    expect(await (await runner.heartbeat(lease!)).json()).toMatchObject({ cancel: true });
    const { bytes, digest } = await picture('too late');
    expect((await runner.upload(lease!, digest, bytes)).status).toBe(409);
    expect((await runner.complete(lease!, digest)).status).toBe(409);
  });

  it('takes what waits out of the queue, and asking again opens a new generation', async () => {
    const body = fresh();
    await cancelJob(await postJob(body));
    expect(await runner.lease({ wait: 0 })).toEqual([]);
    const again = await postJob(body);
    expect(again.state).toBe('queued');
    const [lease] = await runner.lease();
    expect(lease).toMatchObject({ generation: 2, attempt: 1 });
    await runner.finish(lease!);
    expect((await getJob(again)).state).toBe('done');
  });

  it('changes nothing for a job that has ended', async () => {
    const job = await postJob(fresh());
    await runner.finish((await runner.lease())[0]!);
    expect((await cancelJob(job)).state).toBe('done');
  });
});

describe('the jobs that wait', () => {
  it('may be thousands: what is stored at each step does not grow with them', async () => {
    const job = await postJob(fresh());
    await runInDurableObject(computationOf(edge, job.resultId), async (computation, { storage }) => {
      const sizeOf = () => JSON.stringify(storage.kv.get('state')).length;
      const before = sizeOf();
      const others = Array.from({ length: 2000 }, (_, index) => `job ${index}`);
      for (const other of others) expect(await computation.subscribe(job.resultId, job.recipe, other)).toBe(1);
      expect(sizeOf()).toBe(before);
      for (const other of others) await computation.unsubscribe(other, 1);
      expect((await computation.view(1)).state).toBe('queued');
    });
    expect((await cancelJob(job)).state).toBe('cancelled');
    expect((await computationOf(edge, job.resultId).view(1)).state).toBe('cancelled');
  });

  it('are known to an object that was stored with them in its state', async () => {
    const body = fresh();
    const [first, second] = [await postJob(body), await postJob(body)];
    const computation = () => computationOf(edge, first.resultId);
    await runInDurableObject(computation(), (_, { storage }) => {
      storage.sql.exec('DROP TABLE subscribers');
      storage.kv.put('state', { ...storage.kv.get<Computation>('state')!, subscribers: [first.id, second.id] });
    });
    await abortAllDurableObjects();
    await cancelJob(first);
    expect((await computation().view(1)).state).toBe('queued');
    await cancelJob(second);
    expect((await computation().view(1)).state).toBe('cancelled');
  });
});

describe('failing', () => {
  it('comes with the reason after three reported errors, and asking again starts afresh', async () => {
    const body = fresh();
    const job = await postJob(body);
    for (let attempt = 1; attempt <= 3; attempt++) {
      const [lease] = await runner.lease({ wait: 10 });
      expect((await runner.fail(lease!, 'the weights are not readable')).status).toBe(204);
    }
    expect(await getJob(job)).toMatchObject({
      state: 'failed',
      error: { type: '/problems/computation-failed', detail: 'the weights are not readable' },
    });
    const again = await postJob(body);
    expect(again.state).toBe('queued');
    expect((await getJob(job)).state).toBe('failed');
    const [lease] = await runner.lease();
    expect(lease).toMatchObject({ generation: 2, attempt: 4 });
    await runner.finish(lease!);
    expect((await getJob(job)).state).toBe('failed');
    expect((await getJob(again)).state).toBe('done');
  });
});

describe('a revision that nobody serves any more', () => {
  it('fails what has waited for it for long, once another is served', async () => {
    await register('renewed', 'b');
    const job = await postJob({ ...fresh(), bundle: 'renewed' });
    const computation = computationOf(edge, job.resultId);
    await makeOld(job.resultId);
    await edge.DB.prepare("UPDATE manifests SET seen_at = 0 WHERE name = 'renewed'").run();
    await runDurableObjectAlarm(computation);
    expect((await getJob(job)).state).toBe('queued');
    await register('renewed', 'c');
    await runDurableObjectAlarm(computation);
    const detail = `revision ${'b'.repeat(64)} of renewed is no longer served; ask again for one that is`;
    expect(await getJob(job)).toMatchObject({ state: 'failed', error: { detail } });
    expect(await runner.lease({ bundles: [job.recipe.bundle], wait: 0 })).toEqual([]);
  });

  it('fails what has waited for a bundle trained there, as soon as any other is served', async () => {
    await register('trained-there', 'b');
    const job = await postJob({ ...fresh(), bundle: 'trained-there' });
    const computation = computationOf(edge, job.resultId);
    await makeOld(job.resultId);
    await edge.DB.prepare('UPDATE manifests SET seen_at = 0').run();
    await runDurableObjectAlarm(computation);
    expect((await getJob(job)).state).toBe('queued');
    await runner.register();
    await runDurableObjectAlarm(computation);
    expect((await getJob(job)).state).toBe('failed');
  });

  it('is not one of a runner that is full and asks for no leases', async () => {
    await register('full', 'b');
    const job = await postJob({ ...fresh(), bundle: 'full' });
    const { bundle } = job.recipe;
    const lease = await computationOf(edge, job.resultId).grant({ runner: 'full', bundles: [bundle] });
    await edge.DB.prepare("UPDATE manifests SET seen_at = 0 WHERE name = 'full'").run();
    await runner.heartbeat(lease!);
    expect((await lastSeen(edge.DB, bundle)).own).toBeGreaterThan(0);
    await runner.finish(lease as Lease);
  });
});

describe('what is lost in memory or in the index', () => {
  it('is known again after a crash: the queue, the lease and the log', async () => {
    const [held, waiting] = [await postJob(fresh()), await postJob(fresh())];
    const [lease] = await runner.lease({ idle: false, free: 2 });
    await runner.progress(lease!, 3);
    await abortAllDurableObjects();
    expect(await getJob(held)).toMatchObject({ state: 'leased', progress: { step: 3, of: 50 } });
    expect(await getJob(waiting)).toMatchObject({ state: 'queued', position: 0 });
    expect((await runner.finish(lease!)).status).toBe(204);
    await runner.finish((await runner.lease())[0]!);
    expect((await getJob(waiting)).state).toBe('done');
  });

  it('is offered again by the computation when the broker has lost its index', async () => {
    const job = await postJob(fresh());
    await runInDurableObject(brokerOf(edge), (_, state) => void state.storage.sql.exec('DELETE FROM entries'));
    expect(await runner.lease({ wait: 0 })).toEqual([]);
    await runDurableObjectAlarm(computationOf(edge, job.resultId));
    const [lease] = await runner.lease({ wait: 0 });
    expect(lease).toMatchObject({ computation: job.resultId });
    await runner.finish(lease!);
  });

  it('is told again when the broker did not hear that it ended', async () => {
    const settle = vi.spyOn(BrokerObject.prototype, 'settle').mockRejectedValue(new Error('reset by a deployment'));
    const before = await brokerOf(edge).figures();
    const job = await postJob(fresh());
    await runner.lease();
    await cancelJob(job);
    expect((await brokerOf(edge).figures()).leased).toBe(before.leased + 1);
    settle.mockRestore();
    const computation = computationOf(edge, job.resultId);
    await runDurableObjectAlarm(computation);
    expect((await brokerOf(edge).figures()).leased).toBe(before.leased);
    expect(await runInDurableObject(computation, (_, { storage }) => storage.getAlarm())).toBeNull();
  });

  it('is no harm when a completion is told twice', async () => {
    const job = await postJob(fresh());
    const [lease] = await runner.lease();
    expect((await runner.finish(lease!)).status).toBe(204);
    const { digest } = await picture(lease!.computation);
    expect((await runner.complete(lease!, digest)).status).toBe(204);
    expect((await ask(`/v1/results/${job.resultId}`)).status).toBe(200);
  });
});

async function register(name: string, digit: string): Promise<void> {
  const manifests = [{ ...digits, name, revision: digit.repeat(64) }];
  await askWithJson('/runner/v1/register', { runner: 'test', manifests }, runnerHeaders);
}

/** Lets a computation have waited for more than ten minutes. */
async function makeOld(id: Digest): Promise<void> {
  await runInDurableObject(computationOf(edge, id), (_, { storage }) => {
    storage.kv.put('state', { ...storage.kv.get<Computation>('state')!, since: Date.now() - 600_001 });
  });
}
