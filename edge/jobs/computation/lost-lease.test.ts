import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { type Digest, digestOf } from '@manifold/shared/image/digest';
import { AnyJob } from '@manifold/shared/protocol/job';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Env } from '../../env.ts';
import { utf8 } from '../../share/utf8.ts';
import { picture } from '../../testing/bundle.ts';
import { eventsOf, fresh, getJob, postJob } from '../../testing/client.ts';
import { ask, askWithJson, operatorHeaders } from '../../testing/edge.ts';
import { runner } from '../../testing/runner.ts';
import { BrokerObject } from '../broker/object.ts';
import { brokerOf, computationOf } from '../names.ts';
import { deposit } from './deposit.ts';
import type { Computation } from './state.ts';

const edge = env as unknown as Env;

beforeAll(() => runner.register());

describe('a lost lease', () => {
  it('goes to the next attempt, and the lost one is refused', async () => {
    const job = await postJob(fresh());
    const [lost] = await runner.lease();
    await runner.progress(lost!, 5);
    await lapse(job.resultId);
    expect((await getJob(job)).state).toBe('queued');
    const [next] = await runner.lease({ wait: 10 });
    expect(next).toMatchObject({ computation: job.resultId, generation: 1, attempt: 2 });
    const { bytes, digest } = await picture('late');
    expect((await runner.upload(lost!, digest, bytes)).status).toBe(409);
    for (const late of [runner.progress(lost!, 6), runner.complete(lost!, digest), runner.fail(lost!, 'x')]) {
      const reply = await late;
      expect(reply.status).toBe(409);
      expect(await reply.json()).toMatchObject({ type: '/problems/stale-attempt' });
    }
    expect((await runner.release(lost!)).status).toBe(409);
    expect((await runner.finish(next!)).status).toBe(204);
    const types = (await eventsOf(job)).map((one) => one.event.type);
    expect(types.filter((type) => type !== 'progress')).toEqual(['queued', 'leased', 'queued', 'leased', 'done']);
  });

  it('is taken up again by who lost it, while nobody else has it, and its work is not lost', async () => {
    const job = await postJob(fresh());
    const [late] = await runner.lease();
    const before = await brokerOf(edge).figures();
    await lapse(job.resultId);
    expect(await brokerOf(edge).figures()).toEqual({ ready: before.ready + 1, leased: before.leased - 1 });
    await runner.heartbeat(late!);
    expect(await brokerOf(edge).figures()).toEqual(before);
    expect(await runner.lease({ wait: 0 })).toEqual([]);
    await lapse(job.resultId);
    expect((await runner.finish(late!)).status).toBe(204);
    expect(await runner.lease({ wait: 0 })).toEqual([]);
    const types = (await eventsOf(job)).map((one) => one.event.type);
    expect(types.filter((type) => type !== 'progress')).toEqual([
      ...['queued', 'leased', 'queued', 'leased', 'queued', 'leased', 'done'],
    ]);
  });

  it('of a training that is cancelled while a checkpoint is taken keeps nothing to go on from', async () => {
    const asked = { technique: 'train', net: 'mnist-class', hidden: 8, epochs: 2, batch: 32, limit: 256, seed: 1 };
    const train = async () => AnyJob.parse(await (await askWithJson('/v1/jobs', asked, operatorHeaders)).json());
    const job = await train();
    const [late] = await runner.train();
    const bytes = utf8('after 8 steps');
    const digest = await digestOf(bytes);
    await runner.upload(late!, digest, bytes, 'checkpoint');
    await runner.heartbeat(late!);
    await lapse(job.resultId);
    const cancel = async () => void (await ask(`/v1/jobs/${job.id}`, { method: 'DELETE', headers: operatorHeaders }));
    vi.spyOn(BrokerObject.prototype, 'hold').mockImplementationOnce(cancel);
    const file = { path: 'state', mediaType: 'application/octet-stream', bytes: bytes.length, parts: [digest] };
    await runner.tellTraining(late!, 'checkpoint', { checkpoint: { step: 8, files: [file] } });
    expect(await (await ask(`/v1/jobs/${job.id}`)).json()).toMatchObject({ state: 'cancelled' });
    const again = await train();
    const [next] = await runner.train();
    expect([next?.computation, next?.checkpoint]).toEqual([again.resultId, undefined]);
    const gone = { step: 9, files: [{ ...file, parts: ['b'.repeat(64)] }] };
    expect((await runner.tellTraining(late!, 'checkpoint', { checkpoint: gone })).status).toBe(409);
    await ask(`/v1/jobs/${again.id}`, { method: 'DELETE', headers: operatorHeaders });
  });

  it('whose result was stored before it could be said ends with that result, and is not computed again', async () => {
    const job = await postJob(fresh());
    const [lost] = await runner.lease();
    await runner.progress(lost!, 5);
    const { bytes, digest } = await picture('stored');
    await runner.upload(lost!, digest, bytes);
    const { computation: id, recipe: work, generation, attempt } = lost!;
    const images = [{ digest, width: 28, height: 28 }];
    const awaited = { id, work, curve: [], pictures: [] };
    expect((await deposit(edge, awaited, { generation, attempt, images }, new Date())).ok).toBe(true);
    await lapse(job.resultId);
    expect(await getJob(job)).toMatchObject({ state: 'done', resultId: job.resultId });
    expect(await runner.lease({ wait: 0 })).toEqual([]);
  });

  it('of which the runner never spoke is ready again at once', async () => {
    const job = await postJob(fresh());
    await runner.lease();
    await lapse(job.resultId);
    const [next] = await runner.lease({ wait: 0 });
    expect(next).toMatchObject({ computation: job.resultId, attempt: 2 });
    await runner.release(next!);
    const [again] = await runner.lease({ wait: 0 });
    expect(again).toMatchObject({ computation: job.resultId, attempt: 3 });
    await runner.finish(again!);
  });
});

it('a hand-back of a lease that another has by now takes nothing from that one', async () => {
  const job = await postJob(fresh());
  const [lost] = await runner.lease({ runner: 'late' });
  await runner.release(lost!);
  const [held] = await runner.lease({ runner: 'holder' });
  const dismissed = vi.spyOn(BrokerObject.prototype, 'dismiss');
  expect((await runner.release(lost!)).status).toBe(409);
  expect(dismissed).not.toHaveBeenCalled();
  expect(held?.computation).toBe(job.resultId);
  await runner.finish(held!);
});

it('a lease that is handed back goes to another runner, and not to what the one that ends still waits with', async () => {
  const job = await postJob(fresh());
  const [held] = await runner.lease({ runner: 'ending' });
  const asked = vi.spyOn(BrokerObject.prototype, 'lease');
  const waiting = runner.lease({ runner: 'ending', wait: 2 });
  await vi.waitFor(() => expect(asked).toHaveBeenCalled());
  await runner.release(held!);
  expect(await waiting).toEqual([]);
  const [next] = await runner.lease({ runner: 'another', wait: 0 });
  expect(next).toMatchObject({ computation: job.resultId, attempt: 2 });
  await runner.finish(next!);
});

/** Lets the lease run out now, as if its time had passed. */
async function lapse(id: Digest): Promise<void> {
  const computation = computationOf(edge, id);
  await runInDurableObject(computation, (_, { storage }) => {
    const state = storage.kv.get<Computation>('state')!;
    if (state.phase.state !== 'leased') throw new Error('not leased');
    storage.kv.put('state', { ...state, phase: { ...state.phase, expiresAt: Date.now() - 1 } });
  });
  await runDurableObjectAlarm(computation);
}
