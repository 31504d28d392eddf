import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { AnyJob, Job } from '@manifold/shared/protocol/job';
import { Problem } from '@manifold/shared/protocol/problem';
import { bounds } from '@manifold/shared/recipe/bounds';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Env } from '../env.ts';
import { JobObject } from '../jobs/job/object.ts';
import { jobOf } from '../jobs/names.ts';
import { digits } from '../testing/bundle.ts';
import { cancelJob, eventsOf, fresh, getJob, postJob } from '../testing/client.ts';
import { ask, askWithJson, operatorHeaders, runnerHeaders } from '../testing/edge.ts';
import { runner } from '../testing/runner.ts';

const edge = env as unknown as Env;
const sample = { technique: 'sample', prompt: '7', seed: 1 };

beforeAll(() => runner.register());

describe('what is wrong with a request', () => {
  it.each<[string, object, string, string]>([
    ['a wrong digit', { ...sample, prompt: 'x' }, '/prompt', 'is not a label'],
    ['no prompt', { technique: 'sample' }, '/prompt', 'is missing; it must be a text'],
    ['guidance NaN', { ...sample, guidance: Number.NaN }, '/guidance', 'must be a number'],
    ['count 0', { ...sample, count: 0 }, '/count', 'must be at least 1'],
    ['count 10,000', { ...sample, count: 10_000 }, '/count', 'must be at most 16'],
    ['too many steps', { ...sample, steps: 301 }, '/steps', 'at most'],
    ['an unknown key', { ...sample, sead: 1 }, '/sead', 'unknown key "sead"'],
    ['an unknown technique', { technique: 'guess' }, '/technique', 'must be one of sample, anagram, '],
    ['a lone surrogate', { ...sample, prompt: '\ud800' }, '/prompt', 'half of a surrogate pair'],
    ['a lone surrogate within', { recipe: { estimate: { mean: ['', '\udc00'] } } }, '/recipe/estimate/mean/1', 'half'],
    ['one in a name', { recipe: { 'a\ud800': 1 } }, '/recipe', 'half of a surrogate pair'],
    ['a recipe without a version', { recipe: {} }, '/recipe/version', 'must be 1'],
    ['an array', [], '', 'must be an object'],
  ])('is said by its pointer: %s', async (_, body, pointer, detail) => {
    const reply = await askWithJson('/v1/jobs', body);
    expect(reply.status).toBe(422);
    expect(reply.headers.get('Content-Type')).toBe('application/problem+json');
    const { type, errors } = Problem.parse(await reply.json());
    expect(type).toBe('/problems/invalid-request');
    expect(errors).toContainEqual({ pointer, detail: expect.stringContaining(detail) });
  });

  it('is said of a recipe by the pointer into the body', async () => {
    const { recipe } = await postJob(fresh());
    const wrong = { recipe: { ...recipe, estimate: { prompt: 'x', guidance: 5 } } };
    const { errors } = Problem.parse(await (await askWithJson('/v1/jobs', wrong)).json());
    expect(errors?.[0]?.pointer).toBe('/recipe/estimate/prompt');
    const stale = { recipe: { ...recipe, bundle: { name: digits.name, revision: 'b'.repeat(64) } } };
    const told = Problem.parse(await (await askWithJson('/v1/jobs', stale)).json());
    expect(told.errors).toEqual([
      { pointer: '/recipe/bundle/revision', detail: expect.stringContaining(`put ${digits.revision} in its place`) },
    ]);
  });

  it('is not its size, up to the largest recipe that there is', async () => {
    const manifest = { ...digits, name: 'words', trainTimesteps: 10_000, prompt: { kind: 'text', tokens: 77 } };
    await askWithJson('/runner/v1/register', { runner: 'test', manifests: [manifest] }, runnerHeaders);
    const recipe = largest(manifest);
    expect(JSON.stringify(recipe).length).toBeGreaterThan(500_000);
    const reply = await askWithJson('/v1/jobs', { recipe });
    expect(reply.status).toBe(202);
    await cancelJob(Job.parse(await reply.json()));
  });

  it('is said of an unknown bundle, with those that there are', async () => {
    const reply = await askWithJson('/v1/jobs', { ...sample, bundle: 'nothing' });
    expect(await reply.json()).toMatchObject({
      type: '/problems/unknown-bundle',
      detail: expect.stringContaining('mnist-class'),
    });
  });

  it.each<[string, number, RequestInit]>([
    ['text', 415, { body: 'hello', headers: { 'Content-Type': 'text/plain' } }],
    ['a form', 415, { body: new URLSearchParams({ technique: 'sample' }) }],
    ['no type', 415, { body: new Uint8Array([123, 125]) }],
    ['compressed', 415, { body: '{}', headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' } }],
    ['no body', 400, {}],
    ['half of a value', 400, { body: '{"technique":' }],
    ['bytes that are not UTF-8', 400, { body: new Uint8Array([0x22, 0xff, 0x22]) }],
    ['NUL', 400, { body: '\0' }],
    ['more than a megabyte', 413, { body: `"${'x'.repeat(1_000_000)}"` }],
    ['a million levels', 422, { body: '['.repeat(400_000) + ']'.repeat(400_000) }],
  ])('is said of a body that is %s', async (_, status, init) => {
    const isTyped = init.headers !== undefined || status === 415;
    const headers = isTyped ? init.headers : { 'Content-Type': 'application/json' };
    const reply = await ask('/v1/jobs', { method: 'POST', ...init, ...(headers ? { headers } : {}) });
    expect(reply.status).toBe(status);
    Problem.parse(await reply.json());
  });

  it('is said of a name that stands twice, and of how a body is compressed', async () => {
    const post = async (body: string, more: object = {}) => {
      const headers = { 'Content-Type': 'application/json', ...more };
      return Problem.parse(await (await ask('/v1/jobs', { method: 'POST', headers, body })).json());
    };
    const { errors } = await post('{"technique":"sample","prompt":"7","prompt":"8"}');
    expect(errors).toEqual([{ pointer: '/prompt', detail: '"prompt" stands twice; leave one of them out' }]);
    expect((await post('{}', { 'Content-Encoding': 'gzip' })).detail).toContain('Content-Encoding: gzip');
  });

  it('is said of a body that runs over without having announced its length', async () => {
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) });
    const headers = { 'Content-Type': 'application/json' };
    expect((await ask('/v1/jobs', { method: 'POST', headers, body: endless })).status).toBe(413);
  });

  it.each(['nobody', '%00', '01a206e4-7a88-4425-9ad5-4d125067c55c', '01a206e4-7a88-7425-9ad5-4d125067c55c'])(
    'is said of the job id %s',
    async (id) => {
      for (const init of [{}, { method: 'DELETE' }]) {
        expect((await ask(`/v1/jobs/${id}`, init)).status).toBe(404);
      }
      expect((await ask(`/v1/jobs/${id}/events`)).status).toBe(404);
    },
  );

  it('is said of a method, with those that are allowed', async () => {
    const reply = await ask('/v1/jobs', { method: 'PATCH' });
    expect([reply.status, reply.headers.get('Allow')]).toEqual([405, 'POST']);
    const image = await ask(`/v1/images/${'a'.repeat(64)}.png`, { method: 'PUT' });
    expect([image.status, image.headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('an idempotency key', () => {
  it('makes one job of a hundred requests at once', async () => {
    const body = { technique: 'sample', prompt: '3' };
    const key = { 'Idempotency-Key': 'hundred' };
    const replies = await Promise.all(Array.from({ length: 100 }, () => askWithJson('/v1/jobs', body, key)));
    const jobs = await Promise.all(replies.map(async (reply) => Job.parse(await reply.json())));
    expect(new Set(jobs.map((job) => job.id)).size).toBe(1);
    expect(new Set(jobs.map((job) => job.resultId)).size).toBe(1);
    expect(replies.filter((reply) => reply.status === 202)).toHaveLength(1);
    expect(replies.filter((reply) => reply.headers.get('Idempotent-Replay') === 'true')).toHaveLength(99);
  });

  it('stands for the same request, however its keys are ordered, and for no other', async () => {
    const key = { 'Idempotency-Key': 'order' };
    const first = await postJob({ technique: 'sample', prompt: '4', seed: 4, count: 2 }, key);
    expect((await postJob({ count: 2, seed: 4, prompt: '4', technique: 'sample', negative: '' }, key)).id).toBe(
      first.id,
    );
    const other = await askWithJson('/v1/jobs', { technique: 'sample', prompt: '5' }, key);
    expect(await other.json()).toMatchObject({ status: 422, type: '/problems/idempotency-mismatch' });
  });

  it("is an owner's own", async () => {
    const key = { 'Idempotency-Key': 'own' };
    const mine = await postJob(sample, { ...key, 'CF-Connecting-IP': '192.0.2.1' });
    const yours = await postJob(sample, { ...key, 'CF-Connecting-IP': '192.0.2.2' });
    expect(yours.id).not.toBe(mine.id);
    const again = await postJob(sample, { ...key, 'CF-Connecting-IP': '192.0.2.1' });
    expect(again.id).toBe(mine.id);
  });

  it('stands for its job when the bundle has another revision by now, or the job was lost on the way', async () => {
    const key = { 'Idempotency-Key': 'renewed' };
    const [older, newer] = ['c', 'd'].map((digit) => ({ ...digits, name: 'renewed', revision: digit.repeat(64) }));
    const register = (manifest: object) =>
      askWithJson('/runner/v1/register', { runner: 'test', manifests: [manifest] }, runnerHeaders);
    await register(older!);
    const other = await postJob({ ...sample, bundle: 'renewed' });
    const { recipe } = other;
    const first = await postJob({ recipe }, key);
    await runInDurableObject(jobOf(edge, first.id), (_, { storage }) => storage.deleteAll());
    expect((await postJob({ recipe }, key)).id).toBe(first.id);
    await register(newer!);
    expect((await askWithJson('/v1/jobs', { recipe })).status).toBe(422);
    const again = await askWithJson('/v1/jobs', { recipe }, key);
    expect([again.status, again.headers.get('Idempotent-Replay')]).toEqual([200, 'true']);
    expect(Job.parse(await again.json()).id).toBe(first.id);
    await Promise.all([first, other].map(cancelJob));
  });

  it('is refused when it is too long or empty', async () => {
    for (const key of ['', 'k'.repeat(201)]) {
      expect((await askWithJson('/v1/jobs', sample, { 'Idempotency-Key': key })).status).toBe(422);
    }
  });
});

describe('an owner', () => {
  it('is given to a browser as a cookie, once', async () => {
    const browser = { 'Sec-Fetch-Site': 'same-origin', 'Idempotency-Key': 'browser' };
    const first = await askWithJson('/v1/jobs', sample, browser);
    const cookie = first.headers.get('Set-Cookie')!;
    expect(cookie).toMatch(/^manifold-owner=[0-9a-f]{32}; .*HttpOnly; SameSite=Lax$/);
    const second = await askWithJson('/v1/jobs', sample, { ...browser, Cookie: cookie.split(';')[0]! });
    expect(second.headers.get('Set-Cookie')).toBeNull();
    expect(second.headers.get('Idempotent-Replay')).toBe('true');
  });

  it('is the same when the first reply to a browser was lost', async () => {
    const browser = { 'Sec-Fetch-Site': 'same-origin', 'Idempotency-Key': 'lost' };
    const [lost, again] = [
      await askWithJson('/v1/jobs', sample, browser),
      await askWithJson('/v1/jobs', sample, browser),
    ];
    expect(again.headers.get('Set-Cookie')).toBe(lost.headers.get('Set-Cookie'));
    expect(again.headers.get('Idempotent-Replay')).toBe('true');
  });

  it('is not made for other clients, nor for the pages of another site', async () => {
    expect((await askWithJson('/v1/jobs', sample)).headers.get('Set-Cookie')).toBeNull();
    const elsewhere = await askWithJson('/v1/jobs', sample, { 'Sec-Fetch-Site': 'cross-site' });
    expect(elsewhere.headers.get('Set-Cookie')).toBeNull();
  });
});

describe('Prefer: wait', () => {
  it('answers 202 with the job when the time is over', async () => {
    const reply = await askWithJson('/v1/jobs', fresh(), { Prefer: 'respond-async, wait=1' });
    expect([reply.status, reply.headers.get('Preference-Applied')]).toEqual([202, 'wait=1']);
    await cancelJob(Job.parse(await reply.json()));
  });

  it('answers 202 with the job when the wait breaks off', async () => {
    const broken = vi.spyOn(JobObject.prototype, 'next').mockRejectedValue(new Error('reset by a deployment'));
    const reply = await askWithJson('/v1/jobs', fresh(), { Prefer: 'wait=60' });
    broken.mockRestore();
    const job = Job.parse(await reply.json());
    expect([reply.status, reply.headers.get('Location')]).toEqual([202, `/v1/jobs/${job.id}`]);
    await cancelJob(job);
  });

  it('answers 201 with the job as soon as it has ended', async () => {
    const body = fresh();
    const reply = askWithJson('/v1/jobs', body, { Prefer: 'wait=60' });
    const lease = await leaseOf(body.seed);
    await runner.finish(lease);
    const { status, headers } = await reply;
    expect([status, headers.get('Preference-Applied')]).toEqual([201, 'wait=60']);
    const job = Job.parse(await (await reply).json());
    expect(job.state).toBe('done');
    expect(headers.get('Location')).toBe(`/v1/jobs/${job.id}`);
  });
});

describe('a place in the queue', () => {
  it('counts pictures for pictures and trainings for trainings', async () => {
    await finishAllReady();
    const training = { technique: 'train', net: 'mnist-class', epochs: 1, limit: 256 };
    const train = async (seed: number) =>
      AnyJob.parse(await (await askWithJson('/v1/jobs', { ...training, seed }, operatorHeaders)).json()) as Job;
    const jobs = [await postJob(fresh()), await train(1), await postJob(fresh()), await train(2)];
    expect(jobs.map((job) => job.position)).toEqual([0, 0, 1, 1]);
    const events = await Promise.all(jobs.map(({ id }) => jobOf(edge, id).next(0, 0)));
    expect(events.map(({ events }) => events[0]!.event)).toMatchObject([0, 0, 1, 1].map((position) => ({ position })));
    for (const { id } of jobs) await ask(`/v1/jobs/${id}`, { method: 'DELETE', headers: operatorHeaders });
  });

  it('is how many are ahead, and is told as it changes', async () => {
    await finishAllReady();
    const [first, second] = [await postJob(fresh()), await postJob(fresh())];
    expect([(await getJob(first)).position, (await getJob(second)).position]).toEqual([0, 1]);
    const told = eventsOf(second, '1');
    await cancelJob(first);
    expect((await getJob(second)).position).toBe(0);
    await untilTold(second, 0);
    await cancelJob(second);
    const events = (await told).map((one) => one.event);
    expect(events).toMatchObject([{ type: 'queued', position: 0 }, { type: 'cancelled' }]);
  });
});

/** A study whose panels, prompts and timesteps are as many and as long as they may be; a control character is six in JSON. */
function largest({ name, revision }: { name: string; revision: string }): object {
  const text = '\u0001'.repeat(bounds.prompt);
  const leaf = { prompt: text, negative: text, guidance: -0.1234567890123456 };
  const evaluations = Math.floor(bounds.rows / bounds.pictures);
  const timesteps = Array.from({ length: evaluations }, (_, i) => 9999 - i);
  const schedule = { timesteps, end: 'clean', clip: { ratio: 0.9512345678901234, max: 1.5 } };
  const panel = { show: 'picture', label: '\u0001'.repeat(bounds.label), estimate: leaf, schedule };
  return {
    version: 1,
    bundle: { name, revision },
    start: { noise: 'gaussian' },
    estimate: { mean: Array(bounds.leaves).fill(leaf) },
    schedule,
    study: { columns: bounds.columns, panels: Array(bounds.pictures).fill(panel) },
    seed: 1,
    count: 1,
  };
}

/** Follows a job, as its first follower does, until its log tells the position. */
async function untilTold({ id }: Job, position: number): Promise<void> {
  for (;;) {
    const { events } = await jobOf(edge, id).next(0, 60_000);
    if (events.some(({ event }) => event.type === 'queued' && event.position === position)) return;
    await jobOf(edge, id).next(events.at(-1)!.seq, 60_000);
  }
}

/** Leases until the computation of this seed is among the leases; whatever else there is, is done. */
async function leaseOf(seed: number) {
  for (;;) {
    const leases = await runner.lease();
    const wanted = leases.find((lease) => lease.recipe.seed === seed);
    await Promise.all(leases.filter((lease) => lease !== wanted).map(runner.finish));
    if (wanted) return wanted;
  }
}

async function finishAllReady(): Promise<void> {
  for (let leases = await runner.lease({ wait: 0 }); leases.length > 0; leases = await runner.lease({ wait: 0 })) {
    await Promise.all(leases.map(runner.finish));
  }
}
