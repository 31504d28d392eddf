import { beforeAll, describe, expect, it } from 'vitest';
import { cancelJob, eventsOf, fresh, postJob } from '../testing/client.ts';
import { ask } from '../testing/edge.ts';
import { runner } from '../testing/runner.ts';

const beyond = '999999';

beforeAll(() => runner.register());

describe('a Last-Event-ID beyond the log', () => {
  it('is as if nothing had been seen, of a job that is done', async () => {
    const job = await postJob(fresh());
    await runner.finish((await runner.lease())[0]!);
    const told = await eventsOf(job, beyond);
    expect(told.map(({ event }) => event.type)).toEqual(['queued', 'leased', 'progress', 'done']);
    expect((await ask(`/v1/jobs/${job.id}/events`, { headers: { 'Last-Event-ID': told.at(-1)!.id } })).status).toBe(
      204,
    );
  });

  it('is as if nothing had been seen, of a job that was cancelled while another waits on', async () => {
    const body = fresh();
    const [job, other] = [await postJob(body), await postJob(body)];
    await cancelJob(job);
    const told = await eventsOf(job, beyond);
    expect(told.map(({ event }) => event.type)).toEqual(['queued', 'cancelled']);
    expect((await ask(`/v1/jobs/${job.id}/events`, { headers: { 'Last-Event-ID': told.at(-1)!.id } })).status).toBe(
      204,
    );
    await cancelJob(other);
  });

  it('is as if nothing had been seen, of a job that goes on', async () => {
    const job = await postJob(fresh());
    const told = eventsOf(job, beyond);
    await runner.finish((await runner.lease())[0]!);
    const types = (await told).map(({ event }) => event.type);
    expect([types[0], types.at(-1)]).toEqual(['queued', 'done']);
  });
});
