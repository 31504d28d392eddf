import { JobEvent } from '@manifold/shared/protocol/event';
import { Job } from '@manifold/shared/protocol/job';
import { Result } from '@manifold/shared/protocol/result';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask, askWithJson } from '../testing/edge.ts';
import { runner } from '../testing/runner.ts';

const sample = { technique: 'sample', prompt: '7', seed: 1, count: 4 };

beforeAll(() => runner.register());

describe('the way of a request', () => {
  it('goes from a job by its lease to a result that anyone can open', async () => {
    const reply = await askWithJson('/v1/jobs', sample);
    expect(reply.status).toBe(202);
    const job = Job.parse(await reply.json());
    expect(job).toMatchObject({ state: 'queued', position: 0, rows: 400 });
    expect(reply.headers.get('Location')).toBe(`/v1/jobs/${job.id}`);

    const [lease] = await runner.lease();
    expect(lease).toMatchObject({ computation: job.resultId, generation: 1, attempt: 1, recipe: job.recipe });
    expect(await (await runner.progress(lease!, 10)).json()).toEqual({ cancel: false, leaseSeconds: 20 });
    expect(await (await ask(`/v1/jobs/${job.id}`)).json()).toMatchObject({ state: 'leased', progress: { step: 10 } });
    expect((await runner.finish(lease!)).status).toBe(204);
    expect(Job.parse(await (await ask(`/v1/jobs/${job.id}`)).json()).state).toBe('done');

    const result = Result.parse(await (await ask(`/v1/results/${job.resultId}`)).json());
    expect(result.recipe).toEqual(job.recipe);
    const image = await ask(result.images[0]!.url);
    expect(image.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    expect((await image.arrayBuffer()).byteLength).toBeGreaterThan(8);
  });

  it('tells what happened, from the place where a client left off', async () => {
    const job = Job.parse(await (await askWithJson('/v1/jobs', sample)).json());
    expect(job.state).toBe('done');
    const whole = eventsIn(await (await ask(`/v1/jobs/${job.id}/events`)).text());
    expect(whole.map((one) => one.event.type)).toEqual(['queued', 'leased', 'progress', 'done']);
    const again = await ask(`/v1/jobs/${job.id}/events`, { headers: { 'Last-Event-ID': whole[1]!.id } });
    expect(eventsIn(await again.text())).toEqual(whole.slice(2));
  });
});

function eventsIn(text: string): { id: string; event: JobEvent }[] {
  const blocks = text.split('\n\n').filter((block) => block.includes('data: '));
  return blocks.map((block) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)![1]!;
    return { id: field('id'), event: JobEvent.parse(JSON.parse(field('data'))) };
  });
}
