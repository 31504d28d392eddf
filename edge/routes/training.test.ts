import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { digestOf } from '@manifold/shared/image/digest';
import { AnyJob, type TrainingJob } from '@manifold/shared/protocol/job';
import { TrainedList, type TrainingLease } from '@manifold/shared/protocol/lease';
import { Problem } from '@manifold/shared/protocol/problem';
import { AnyStoredResult, TrainingResult } from '@manifold/shared/protocol/result';
import type { Sighting } from '@manifold/shared/protocol/training';
import { trainingOf } from '@manifold/shared/recipe/technique/train';
import { workId } from '@manifold/shared/recipe/work';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '../env.ts';
import { computationOf, jobOf } from '../jobs/names.ts';
import { utf8 } from '../share/utf8.ts';
import { writeResult } from '../store/results.ts';
import { picture } from '../testing/bundle.ts';
import { eventsOf, fresh, postJob } from '../testing/client.ts';
import { ask, askWithJson, operatorHeaders, runnerHeaders } from '../testing/edge.ts';
import { runner } from '../testing/runner.ts';

const edge = env as unknown as Env;
const small = { technique: 'train', net: 'mnist-class', hidden: 8, epochs: 2, batch: 32, limit: 256 };
let seed = 0;

beforeAll(() => runner.register());

describe('who may train', () => {
  it.each<[string, Record<string, string>, string]>([
    ['nobody in particular', {}, 'training is for the operator of this deployment; send'],
    ['who bears a wrong secret', { Authorization: 'Bearer wrong' }, "this is not the operator's secret; send"],
    ['a runner', { Authorization: 'Bearer runner-secret-of-the-tests' }, "this is not the operator's secret"],
  ])('is not %s', async (_, headers, detail) => {
    const reply = await askWithJson('/v1/jobs', small, headers);
    expect([reply.status, reply.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer realm="operator"']);
    const told = Problem.parse(await reply.json());
    expect(told).toMatchObject({ type: '/problems/unauthorised', detail: expect.stringContaining(detail) });
  });
});

describe('who may cancel a training', () => {
  const stop = (job: TrainingJob, headers: Record<string, string>) =>
    ask(`/v1/jobs/${job.id}`, { method: 'DELETE', headers });

  it.each<[string, Record<string, string>]>([
    ['nobody in particular', {}],
    ['who bears a wrong secret', { Authorization: 'Bearer wrong' }],
  ])('is not %s, and it goes on', async (_, headers) => {
    const job = await freshTraining();
    const reply = await stop(job, headers);
    expect([reply.status, reply.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer realm="operator"']);
    expect(Problem.parse(await reply.json())).toMatchObject({ type: '/problems/unauthorised' });
    expect(await read(job)).toMatchObject({ state: 'queued' });
    await cancel(job);
  });

  it('is the operator', async () => {
    const job = await freshTraining();
    const reply = await stop(job, operatorHeaders);
    expect([reply.status, AnyJob.parse(await reply.json()).state]).toEqual([200, 'cancelled']);
  });
});

describe('what is wrong with a training', () => {
  it.each<[object, string, string]>([
    [{ net: 'mnist-judge' }, '/net', 'must be one of mnist-denoiser, mnist-time, mnist-class, mnist-flow'],
    [{ epochs: 0 }, '/epochs', 'must be at least 1'],
    [{ hidden: 4097 }, '/hidden', 'must be at most 512'],
    [{ batch: 257 }, '/batch', 'must be at most limit'],
    [{ rate: 1 }, '/rate', 'unknown key "rate"; leave it out'],
  ])('is said by its pointer: %j', async (wrong, pointer, detail) => {
    const reply = await askWithJson('/v1/jobs', { ...small, ...wrong }, operatorHeaders);
    expect(reply.status).toBe(422);
    expect(Problem.parse(await reply.json()).errors).toEqual([{ pointer, detail }]);
  });

  it('is not that most is left out, or that it was asked for before', async () => {
    const first = await postTraining({ technique: 'train', net: 'mnist-denoiser' });
    expect(first).toMatchObject({
      state: 'queued',
      training: { version: 1, net: 'mnist-denoiser', hidden: 128, epochs: 5, batch: 256, lr: 1e-4 },
      rows: 3 * 5 * 234 * 256,
    });
    const again = await postTraining({ technique: 'train', net: 'mnist-denoiser', hidden: 128, seed: 0 });
    expect([again.resultId, again.id === first.id]).toEqual([first.resultId, false]);
    await cancel(first);
    await cancel(again);
  });
});

describe('a training', () => {
  it('goes to a runner that trains, one at a time, whatever the rows', async () => {
    const jobs = [await freshTraining(), await freshTraining()];
    expect(await runner.lease({ wait: 0 })).toEqual([]);
    const leases = await runner.train({ wait: 0 });
    expect(leases).toMatchObject([{ computation: jobs[0]!.resultId, training: jobs[0]!.training }]);
    expect(leases[0]).not.toHaveProperty('checkpoint');
    for (const job of jobs) await cancel(job);
  });

  it('tells who comes late the whole curve, and who follows one point after another', async () => {
    const job = await freshTraining();
    const [lease] = await runner.train();
    for (const step of [1, 2, 3]) await progress(lease!, step, 1 / step);
    const { events } = await computationOf(edge, job.resultId).next(lease!.generation, 0, 0);
    const whole = [1, 2, 3].map((step) => ({ step, loss: 1 / step }));
    expect(events.at(-1)!.event).toMatchObject({ type: 'training', step: 3, curve: whole });
    await progress(lease!, 4, 0.25);
    const { events: next } = await computationOf(edge, job.resultId).next(lease!.generation, events.at(-1)!.seq, 0);
    expect(next.map(({ event }) => event)).toMatchObject([{ type: 'training', step: 4, loss: 0.25 }]);
    expect(next[0]!.event).not.toHaveProperty('curve');
    await cancel(job);
  });

  it('keeps its curve whole when a post comes after one that overtook it', async () => {
    const job = await freshTraining();
    const [lease] = await runner.train();
    for (const step of [1, 2, 4, 3]) await progress(lease!, step, 1 / step);
    const { events } = await computationOf(edge, job.resultId).next(lease!.generation, 0, 0);
    const curve = [1, 2, 4].map((step) => ({ step, loss: 1 / step }));
    expect(events.at(-1)!.event).toMatchObject({ type: 'training', step: 4, curve });
    await cancel(job);
  });

  it('goes on from its last checkpoint, which goes with the computation', async () => {
    const job = await freshTraining();
    const [lost] = await runner.train();
    const [first, second] = [await part('after 8 steps'), await part('after 16 steps')];
    expect((await keep(lost!, 8, first)).status).toBe(422);
    await runner.upload(lost!, first.digest, first.bytes, 'checkpoint');
    expect((await keep(lost!, 8, first)).status).toBe(204);
    await runner.upload(lost!, second.digest, second.bytes, 'checkpoint');
    expect((await keep(lost!, 16, second)).status).toBe(204);
    expect(await checkpointsOf(job)).toEqual([`checkpoints/${job.resultId}/${second.digest}`]);
    await runner.release(lost!);
    const [next] = await runner.train();
    expect(next).toMatchObject({ attempt: 2, checkpoint: { step: 16, files: [{ parts: [second.digest] }] } });
    expect((await runner.upload(lost!, first.digest, first.bytes, 'checkpoint')).status).toBe(409);
    expect((await keep(lost!, 8, second)).status).toBe(409);
    await cancel(job);
    expect(await checkpointsOf(job)).toEqual([]);
  });

  it('that is asked for again after it was cancelled shows nothing of what was drawn before', async () => {
    const asked = { ...small, seed: ++seed };
    const first = await postTraining(asked);
    const [lease] = await runner.train();
    await progress(lease!, 16, 0.1, [await sighting(1, 'first'), await sighting(2, 'second')]);
    await cancel(first);
    const told = async (job: TrainingJob) => (await jobOf(edge, job.id).next(0, 0)).events.map(({ event }) => event);
    expect((await told(first)).at(-2)).toMatchObject({ type: 'training', pictures: [{ epoch: 1 }, { epoch: 2 }] });
    const again = await postTraining(asked);
    const [next] = await runner.train();
    for (const step of [1, 2]) await progress(next!, step, 1 / step);
    const curve = [1, 2].map((step) => ({ step, loss: 1 / step }));
    expect((await told(again)).at(-1)).toMatchObject({ type: 'training', step: 2, pictures: [], curve });
    await cancel(again);
  });

  it('that is cancelled while a part of a checkpoint is on its way leaves none', async () => {
    const job = await freshTraining();
    const [lease] = await runner.train();
    const { bytes, digest } = await part('too late');
    const computation = computationOf(edge, job.resultId);
    const isAwaited = () => runInDurableObject(computation, (_, { storage }) => storage.kv.get('has-parts'));
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        await expect.poll(isAwaited).toBe(true);
        await cancel(job);
        controller.enqueue(bytes);
        controller.close();
      },
    });
    expect((await runner.upload(lease!, digest, body, 'checkpoint')).status).toBe(204);
    expect(await checkpointsOf(job)).toEqual([]);
  });

  it('whose loss is no number fails at once, and keeps its checkpoint for who asks again', async () => {
    const asked = { ...small, seed: ++seed };
    const job = await postTraining(asked);
    const [lease] = await runner.train();
    const state = await part('the last good one');
    await runner.upload(lease!, state.digest, state.bytes, 'checkpoint');
    await keep(lease!, 8, state);
    await runner.fail(lease!, 'the loss became NaN at step 9', { final: true });
    const error = { type: '/problems/computation-failed', detail: 'the loss became NaN at step 9' };
    expect(await read(job)).toMatchObject({ state: 'failed', error });
    const again = await postTraining(asked);
    expect(await runner.train()).toMatchObject([{ generation: 2, checkpoint: { step: 8 } }]);
    await cancel(again);
  });

  it('that goes on after it failed tells who follows it from its beginning the whole curve, then a point at a time', async () => {
    const asked = { ...small, seed: ++seed };
    await postTraining(asked);
    const [lease] = await runner.train();
    for (const step of [4, 8]) await progress(lease!, step, 1 / step);
    const state = await part('good up to here');
    await runner.upload(lease!, state.digest, state.bytes, 'checkpoint');
    await keep(lease!, 8, state);
    await runner.fail(lease!, 'the loss became NaN at step 9', { final: true });
    const again = await postTraining(asked);
    const [next] = await runner.train();
    let place = (await jobOf(edge, again.id).next(0, 0)).events.at(-1)!.seq;
    const told = [];
    for (const step of [12, 16]) {
      await progress(next!, step, 1 / step);
      const { events } = await jobOf(edge, again.id).next(place, 0);
      place = events.at(-1)!.seq;
      told.push(...events.map(({ event }) => (event.type === 'training' ? event.curve : event.type)));
    }
    expect(told).toEqual([[4, 8, 12].map((step) => ({ step, loss: 1 / step })), undefined]);
    await cancel(again);
  });

  it('ends as files, whole, with its curve and its pictures', async () => {
    const job = await freshTraining();
    const [lease] = await runner.train();
    const grid = await picture('grid');
    const pictures = [{ path: 'samples/epoch-01.png', epoch: 1, digest: grid.digest, width: 28, height: 28 }];
    await progress(lease!, 16, 0.5, pictures);
    const [first, second] = [await part('one, '), await part('two')];
    const parts = [first.digest, second.digest];
    const files = [{ path: 'unet/weights.safetensors', mediaType: 'application/octet-stream', bytes: 8, parts }];
    const bundle = { name: `trained-${job.resultId.slice(0, 12)}`, revision: 'a'.repeat(64) };
    const missing = await runner.tellTraining(lease!, 'complete', { files, pictures, bundle });
    expect(Problem.parse(await missing.json()).errors?.map(({ pointer }) => pointer)).toEqual([
      '/files/0/parts/0',
      '/files/0/parts/1',
      '/pictures/0/digest',
    ]);
    for (const { digest, bytes } of [first, second]) await runner.upload(lease!, digest, bytes, 'files');
    await runner.upload(lease!, grid.digest, grid.bytes);
    const long = files.map((file) => ({ ...file, bytes: 9 }));
    const wrong = await runner.tellTraining(lease!, 'complete', { files: long, pictures, bundle });
    expect(Problem.parse(await wrong.json()).errors).toEqual([
      { pointer: '/files/0/bytes', detail: 'must be 8, as its parts have together' },
    ]);
    expect((await runner.tellTraining(lease!, 'complete', { files, pictures, bundle })).status).toBe(204);
    expect((await eventsOf(job)).map(({ event }) => event.type)).toEqual(['queued', 'leased', 'training', 'done']);
    const url = `/v1/results/${job.resultId}/files/unet/weights.safetensors`;
    expect(await (await ask(`/v1/results/${job.resultId}`)).json()).toMatchObject({
      training: job.training,
      files: [{ url }],
      pictures: [{ epoch: 1, url: `/v1/images/${grid.digest}.png` }],
      curve: [{ step: 16, loss: 0.5 }],
      bundle,
    });
    const file = await ask(url);
    expect([new TextDecoder().decode(await file.arrayBuffer()), file.headers.get('Content-Type')]).toEqual([
      'one, two',
      'application/octet-stream',
    ]);
    expect((await ask(`/v1/results/${job.resultId}/files/unet`)).status).toBe(404);
    const page = await (await ask(`/r/${job.resultId}`)).text();
    expect(page).toContain('mnist-class, trained for 2 epochs at width 8');
  });

  it('leaves a bundle for every runner to bring itself, file by file, the newest first', async () => {
    const kept: { id: string; bundle: object }[] = [];
    for (const text of ['older', 'newer']) {
      const job = await freshTraining();
      const [lease] = await runner.train();
      const weights = await part(text);
      await runner.upload(lease!, weights.digest, weights.bytes, 'files');
      const files = [{ path: 'weights', mediaType: 'application/octet-stream', bytes: 5, parts: [weights.digest] }];
      const bundle = { name: `trained-${job.resultId.slice(0, 12)}`, revision: 'a'.repeat(64) };
      await runner.tellTraining(lease!, 'complete', { files, pictures: [], bundle });
      kept.unshift({ id: job.resultId, bundle });
      expect(await (await asRunner(`trained/${job.resultId}`)).json()).toEqual({ files });
      expect(await (await asRunner(`files/${weights.digest}`)).text()).toBe(text);
    }
    const { bundles } = TrainedList.parse(await (await asRunner('trained')).json());
    expect(bundles.slice(0, 2)).toEqual(kept);
    expect((await ask('/runner/v1/trained')).status).toBe(401);
  });

  it('is listed as it is stored: an attempt before may have written it and come no further', async () => {
    const write = async (id: string, training: TrainingJob['training'], revision: string) => {
      const weights = await part('as stored');
      const files = [{ path: 'weights', mediaType: 'application/octet-stream', bytes: 9, parts: [weights.digest] }];
      const bundle = { name: `trained-${id.slice(0, 12)}`, revision };
      const createdAt = new Date().toISOString();
      const stored = { id, training, files, pictures: [], curve: [], bundle, createdAt };
      await writeResult(edge.RESULTS, AnyStoredResult.parse(stored));
      return { id, bundle };
    };
    const job = await freshTraining();
    const [lease] = await runner.train();
    const first = await write(job.resultId, job.training, 'a'.repeat(64));
    const other = await part('otherwise');
    await runner.upload(lease!, other.digest, other.bytes, 'files');
    const files = [{ path: 'weights', mediaType: 'application/octet-stream', bytes: 9, parts: [other.digest] }];
    const bundle = { ...first.bundle, revision: 'b'.repeat(64) };
    await runner.tellTraining(lease!, 'complete', { files, pictures: [], bundle });
    const training = trainingOf({ ...small, technique: 'train', net: 'mnist-class', seed: ++seed });
    const second = await write(await workId(training), training, 'c'.repeat(64));
    expect(await postTraining({ ...small, seed })).toMatchObject({ state: 'done', resultId: second.id });
    const { bundles } = TrainedList.parse(await (await asRunner('trained')).json());
    expect(bundles.slice(0, 2)).toEqual([second, first]);
  });

  it.each(['trained/x', `trained/${'e'.repeat(64)}`, 'files/x', `files/${'e'.repeat(64)}`])(
    'is not found under %s',
    async (path) => {
      const reply = await asRunner(path);
      expect([reply.status, Problem.parse(await reply.json()).type]).toEqual([404, '/problems/not-found']);
    },
  );

  it('that was resumed ends with the pictures of every attempt, those of the last where both drew', async () => {
    const job = await freshTraining();
    const [lost] = await runner.train();
    const [first, old, drawn] = [await sighting(1, 'first'), await sighting(2, 'old'), await sighting(2, 'drawn')];
    await progress(lost!, 12, 0.5, [first, old]);
    await runner.release(lost!);
    const [lease] = await runner.train();
    const weights = await part('weights');
    await runner.upload(lease!, weights.digest, weights.bytes, 'files');
    const { bytes, digest } = await picture('drawn');
    await runner.upload(lease!, digest, bytes);
    const files = [{ path: 'weights', mediaType: 'application/octet-stream', bytes: 7, parts: [weights.digest] }];
    await runner.tellTraining(lease!, 'complete', { files, pictures: [drawn] });
    const { pictures } = TrainingResult.parse(await (await ask(`/v1/results/${job.resultId}`)).json());
    expect(pictures.map(({ digest }) => digest)).toEqual([first.digest, drawn.digest]);
  });

  it('cannot end as pictures, nor a recipe as files', async () => {
    const [job, { state }] = [await freshTraining(), await postJob(fresh())];
    expect(state).toBe('queued');
    const [training] = await runner.train({ idle: false, free: 0 });
    const images = [{ digest: 'e'.repeat(64), width: 28, height: 28 }];
    expect((await runner.tellTraining(training!, 'complete', { images })).status).toBe(422);
    await cancel(job);
    await runner.finish((await runner.lease())[0]!);
  });
});

const asRunner = (path: string) => ask(`/runner/v1/${path}`, { headers: runnerHeaders });

async function postTraining(body: object): Promise<TrainingJob> {
  const job = AnyJob.parse(await (await askWithJson('/v1/jobs', body, operatorHeaders)).json());
  if (!('training' in job)) throw new Error('this is no training');
  return job;
}

function freshTraining(): Promise<TrainingJob> {
  return postTraining({ ...small, seed: ++seed });
}

async function read({ id }: TrainingJob): Promise<AnyJob> {
  return AnyJob.parse(await (await ask(`/v1/jobs/${id}`)).json());
}

async function cancel({ id }: TrainingJob): Promise<void> {
  await ask(`/v1/jobs/${id}`, { method: 'DELETE', headers: operatorHeaders });
}

function progress(lease: TrainingLease, step: number, loss: number, pictures: object[] = []): Promise<Response> {
  const pace = { epoch: 1, epochs: 2, learningRate: 1e-3, imagesPerSecond: 100, secondsLeft: 1 };
  return runner.tellTraining(lease, 'progress', { training: { step, of: 16, loss, pictures, ...pace } });
}

async function part(text: string): Promise<{ bytes: Uint8Array<ArrayBuffer>; digest: string }> {
  const bytes = utf8(text);
  return { bytes, digest: await digestOf(bytes) };
}

async function sighting(epoch: number, text: string): Promise<Sighting> {
  const { digest } = await picture(text);
  return { path: `samples/epoch-0${epoch}.png`, epoch, digest, width: 28, height: 28 };
}

function keep(lease: TrainingLease, step: number, { bytes, digest }: Awaited<ReturnType<typeof part>>) {
  const file = { path: 'checkpoint.safetensors', mediaType: 'application/octet-stream', bytes: bytes.length };
  return runner.tellTraining(lease, 'checkpoint', { checkpoint: { step, files: [{ ...file, parts: [digest] }] } });
}

async function checkpointsOf({ resultId }: TrainingJob): Promise<string[]> {
  const { objects } = await edge.RESULTS.list({ prefix: `checkpoints/${resultId}/` });
  return objects.map(({ key }) => key);
}
