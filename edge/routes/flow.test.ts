import { Job } from '@manifold/shared/protocol/job';
import { Result } from '@manifold/shared/protocol/result';
import { beforeAll, describe, expect, it } from 'vitest';
import { picture } from '../testing/bundle.ts';
import { eventsOf, fresh, postJob } from '../testing/client.ts';
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

  it.each(['seen', 'poster'] as const)('names what else it shows, once that has been uploaded: %s', async (kind) => {
    const job = await postJob(fresh());
    const [lease] = await runner.lease();
    const [image, sheet] = await Promise.all(['image', kind].map(picture));
    await runner.upload(lease!, image!.digest, image!.bytes);
    const other = { digest: sheet!.digest, width: 56, height: 28 };
    const complete = () => runner.complete(lease!, image!.digest, undefined, { [kind]: other });
    expect(await (await complete()).json()).toMatchObject({ errors: [{ pointer: `/${kind}/digest` }] });
    await runner.upload(lease!, sheet!.digest, sheet!.bytes);
    expect((await complete()).status).toBe(204);
    const result = Result.parse(await (await ask(`/v1/results/${job.resultId}`)).json());
    expect(result[kind]).toEqual({ ...other, url: `/v1/images/${sheet!.digest}.png` });
    expect((await ask(result[kind]!.url)).headers.get('Content-Type')).toBe('image/png');
  });

  it('tells what of the prompts was not read', async () => {
    const job = await postJob(fresh());
    const [lease] = await runner.lease();
    const { digest, bytes } = await picture('image');
    await runner.upload(lease!, digest, bytes);
    const unread = [{ words: 'by night', read: 31, leftOut: 2 }];
    expect((await runner.complete(lease!, digest, undefined, { unread })).status).toBe(204);
    expect(Result.parse(await (await ask(`/v1/results/${job.resultId}`)).json()).unread).toEqual(unread);
  });

  it('tells what happened, from the place where a client left off', async () => {
    const job = await postJob(sample);
    expect(job.state).toBe('done');
    const whole = await eventsOf(job);
    expect(whole.map((one) => one.event.type)).toEqual(['queued', 'leased', 'progress', 'done']);
    expect(await eventsOf(job, whole[1]!.id)).toEqual(whole.slice(2));
    const seen = { 'Last-Event-ID': whole[3]!.id };
    expect((await ask(`/v1/jobs/${job.id}/events`, { headers: seen })).status).toBe(204);
  });

  it('streams events as they happen, and ends after the last', async () => {
    const job = await postJob(fresh());
    const stream = eventsOf(job);
    const [lease] = await runner.lease();
    await runner.finish(lease!);
    const types = (await stream).map((one) => one.event.type);
    expect(types[0]).toBe('queued');
    expect(types.at(-1)).toBe('done');
  });
});
