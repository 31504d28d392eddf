import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Digest } from '@manifold/shared/image/digest';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '../../env.ts';
import { picture } from '../../testing/bundle.ts';
import { eventsOf, fresh, getJob, postJob } from '../../testing/client.ts';
import { runner } from '../../testing/runner.ts';
import { brokerOf, computationOf } from '../names.ts';
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
