import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Env } from '../../env.ts';
import { cancelJob, fresh, getJob, postJob } from '../../testing/client.ts';
import { runner } from '../../testing/runner.ts';
import { BrokerObject } from '../broker/object.ts';
import { computationOf } from '../names.ts';
import { Wakeups } from '../wakeups.ts';
import { Kept } from './kept.ts';

const edge = env as unknown as Env;

beforeAll(() => runner.register());

describe('a computation that waits', () => {
  it('writes nothing, asks nothing and wakes nobody when it offers itself again', async () => {
    const job = await postJob(fresh());
    const spies = [vi.spyOn(BrokerObject.prototype, 'ahead'), vi.spyOn(Wakeups.prototype, 'wake')];
    const state = vi.spyOn(Kept.prototype, 'state', 'set');
    const offer = vi.spyOn(BrokerObject.prototype, 'offer');
    await runDurableObjectAlarm(computationOf(edge, job.resultId));
    expect([offer, state, ...spies].map((spy) => spy.mock.calls.length)).toEqual([1, 0, 0, 0]);
    vi.restoreAllMocks();
    await cancelJob(job);
  });

  it('asks for its place once, however many follow it', async () => {
    const job = await postJob(fresh());
    const ahead = vi.spyOn(BrokerObject.prototype, 'ahead');
    await Promise.all(Array.from({ length: 20 }, () => computationOf(edge, job.resultId).next(1, 1, 2500)));
    expect(ahead.mock.calls.length).toBeLessThan(3);
    ahead.mockRestore();
    await cancelJob(job);
  });

  it('says nothing of its place while the broker cannot be asked', async () => {
    const [first, second] = [await postJob(fresh()), await postJob(fresh())];
    const ahead = vi.spyOn(BrokerObject.prototype, 'ahead').mockRejectedValue(new Error('gone'));
    onTestFinished(() => ahead.mockRestore());
    const { events } = await computationOf(edge, second.resultId).next(1, 1, 2500);
    expect([second.position, ahead.mock.calls.length > 0, events]).toEqual([1, true, []]);
    for (const job of [first, second]) await cancelJob(job);
  });

  it('is looked after again when its alarm was lost for good, by whoever asks for it or looks at it', async () => {
    const body = fresh();
    const job = await postJob(body);
    const computation = computationOf(edge, job.resultId);
    const jobs = [job];
    for (const look of [() => getJob(job), () => postJob(body)]) {
      await runInDurableObject(computation, (_, { storage }) => storage.deleteAlarm());
      jobs.push(await look());
      expect(await runInDurableObject(computation, (_, { storage }) => storage.getAlarm())).not.toBeNull();
    }
    for (const one of jobs) await cancelJob(one);
  });
});
