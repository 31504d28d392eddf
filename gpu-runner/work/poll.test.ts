import { getEventListeners } from 'node:events';
import type { AnyLease, LeaseRequest } from '@manifold/shared/protocol/lease';
import { describe, expect, it } from 'vitest';
import { Capacity } from './capacity.ts';
import type { Client } from './client.ts';
import type { Clock } from './clock.ts';
import { Health } from './health.ts';
import { makeLog } from './log.ts';
import type { Runner } from './loop.ts';
import { makeMetrics } from './metrics.ts';
import { ok } from './outcome.ts';
import { GatedPipeline, recipeOf } from './pipeline.fixture.ts';
import { poll } from './poll.ts';
import { Served } from './served.ts';
import { TrainingSlot } from './training/slot.ts';

const lease: AnyLease = { computation: '0'.repeat(64), recipe: recipeOf(1), generation: 1, attempt: 1 };

/** A runner that the edge grants `grants`, one in each poll; it is stopped in the poll after the last. */
function polling(...grants: AnyLease[][]) {
  const asked: LeaseRequest[] = [];
  const slept: number[] = [];
  const stop = new AbortController();
  const clock: Clock = { now: () => 0, sleep: async (ms) => void slept.push(ms) };
  const leases: Client['leases'] = async (body) => {
    asked.push(body);
    const granted = grants.shift();
    if (!granted) stop.abort();
    return granted ? ok({ leases: granted }) : { kind: 'aborted' };
  };
  const trainer = { nets: ['mnist-class'], checkpointFiles: () => [] } as const;
  const runner = {
    name: 'a',
    served: new Served([new GatedPipeline()]),
    client: { register: async () => ok(undefined), leases },
    training: { trainer, slot: new TrainingSlot() },
    capacity: new Capacity(8, clock),
    health: new Health(clock),
    metrics: makeMetrics(),
    log: makeLog('silent'),
    clock,
    random: () => 1,
  } as unknown as Runner;
  const ask = (start = () => {}) => poll(runner, stop.signal, start);
  return { ...runner, slot: runner.training!.slot, asked, ask, stop, waits: () => slept.filter((ms) => ms > 0) };
}

/** One lease in each of so many polls. */
const each = (polls: number) => Array.from({ length: polls }, () => [lease]);

describe('poll', () => {
  it('asks for a training alone when the batch is full, and does not wait for one', async () => {
    const { capacity, ask, asked } = polling();
    capacity.take(8);
    await ask();
    expect(asked).toMatchObject([{ free: 0, idle: false, trains: ['mnist-class'], wait: 0 }]);
  });

  it('asks for no training while the slot is taken, and soon again', async () => {
    const { slot, ask, asked } = polling();
    slot.take();
    await ask();
    expect(asked).toMatchObject([{ free: 8, idle: true, trains: [], wait: 2 }]);
  });

  it('does not ask while there is room for nothing', async () => {
    const { capacity, slot, ask, asked } = polling();
    capacity.take(8);
    const giveBack = slot.take();
    const asking = ask();
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual([]);
    giveBack();
    await asking;
    expect(asked).toHaveLength(1);
  });

  it('leaves nothing on the signal that stops it, once it has waited for room', async () => {
    const { capacity, slot, client, ask, stop } = polling();
    const left: number[] = [];
    const { leases } = client;
    client.leases = (...args) => {
      left.push(getEventListeners(stop.signal, 'abort').length);
      return leases(...args);
    };
    const giveBack = [capacity.take(8), slot.take()];
    const asking = ask();
    await new Promise((resolve) => setImmediate(resolve));
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1);
    for (const give of giveBack) give();
    await asking;
    expect(left).toEqual([0]);
  });

  it('tries one thing at a time, ever later, once three in a row have failed', async () => {
    const { health, ask, asked, waits } = polling(...each(11));
    await ask(() => health.ended('failed'));
    expect(waits()).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000));
    expect(asked.map(({ free }) => free)).toEqual([8, 8, 8, ...Array(9).fill(0)]);
    expect(health.unready()).toBe('the last 11 computations failed');
  });

  it('asks as ever again after one that got through', async () => {
    const { health, ask, asked, waits } = polling(...each(5));
    await ask(() => health.ended(asked.length < 5 ? 'failed' : 'done'));
    expect(waits()).toEqual([1000, 2000]);
    expect(asked.at(-1)).toMatchObject({ free: 8, idle: true });
    expect(health.unready()).not.toMatch(/failed/);
  });

  it('asks for nothing more to sample while the one thing that it tries is under way', async () => {
    const { capacity, health, ask, asked } = polling();
    for (const ending of ['failed', 'failed', 'failed'] as const) health.ended(ending);
    capacity.take(2);
    await ask();
    expect(asked).toMatchObject([{ free: 0, idle: false, wait: 0 }]);
  });

  it('does not wait the longer for an empty queue', async () => {
    const { health, ask, waits } = polling([], []);
    for (const ending of ['failed', 'failed', 'failed'] as const) health.ended(ending);
    await ask();
    expect(waits()).toEqual([1000, 250, 1000, 250, 1000]);
  });

  it('does not take for broken what was asked for what nobody can compute', async () => {
    const { health, ask, waits } = polling(...each(5));
    await ask(() => health.ended('rejected'));
    expect(waits()).toEqual([]);
  });
});
