import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { isFinal } from '@manifold/shared/protocol/job';
import type { Problem } from '@manifold/shared/protocol/problem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, events, post, problemOf, read, resultOf, type SeenEvent, untilEnded, untilMidway } from '../client.ts';
import { Stack } from '../stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.start();
});
afterAll(() => stack.stop());

const sample = { technique: 'sample', prompt: '7', steps: 10, seed: 1 };

/** An estimate nested in views, as text, since what builds it as a value could not be trusted to recurse that deep. */
function nested(depth: number): string {
  const open = '{"view":"flip","of":'.repeat(depth);
  return `{"recipe":{"version":1,"estimate":${open}{"prompt":"7"}${'}'.repeat(depth)}}}`;
}

interface BadInput {
  readonly what: string;
  readonly body: unknown;
  readonly status: number;
  readonly kind: string;
  /** Pointer of the field that the problem names. */
  readonly pointer?: string;
}

const badInput: readonly BadInput[] = [
  {
    what: 'a digit that is none',
    body: { ...sample, prompt: '10' },
    status: 422,
    kind: 'invalid-request',
    pointer: '/prompt',
  },
  {
    what: 'guidance NaN, in JSON',
    body: '{"technique":"sample","prompt":"7","guidance":NaN}',
    status: 400,
    kind: 'malformed-json',
  },
  {
    what: 'guidance 1e400',
    body: '{"technique":"sample","prompt":"7","guidance":1e400}',
    status: 422,
    kind: 'invalid-request',
    pointer: '/guidance',
  },
  {
    what: 'guidance as text',
    body: { ...sample, guidance: 'NaN' },
    status: 422,
    kind: 'invalid-request',
    pointer: '/guidance',
  },
  { what: 'count 0', body: { ...sample, count: 0 }, status: 422, kind: 'invalid-request', pointer: '/count' },
  { what: 'count 10,000', body: { ...sample, count: 10_000 }, status: 422, kind: 'invalid-request', pointer: '/count' },
  {
    what: 'more steps than the net was trained on',
    body: { ...sample, steps: 301 },
    status: 422,
    kind: 'invalid-request',
    pointer: '/steps',
  },
  {
    what: 'a key that is unknown',
    body: { ...sample, promt: '7' },
    status: 422,
    kind: 'invalid-request',
    pointer: '/promt',
  },
  {
    what: 'a technique that is unknown',
    body: { technique: 'conjure' },
    status: 422,
    kind: 'invalid-request',
    pointer: '/technique',
  },
  {
    what: 'a bundle that is unknown',
    body: { ...sample, bundle: 'nope' },
    status: 422,
    kind: 'unknown-bundle',
    pointer: '/bundle',
  },
  { what: 'nesting 10,000 deep', body: nested(10_000), status: 422, kind: 'invalid-request' },
  { what: 'what is not JSON', body: 'seven, please', status: 400, kind: 'malformed-json' },
  { what: 'nothing at all', body: '', status: 400, kind: 'malformed-json' },
  { what: 'a list', body: [sample], status: 422, kind: 'invalid-request' },
];

function kindOf({ type }: Problem): string {
  return type.slice('/problems/'.length);
}

describe('bad input gets a clear problem', () => {
  it.each(badInput)('$what', async ({ body, status, kind, pointer }) => {
    const reply = await post(stack, body);
    const problem = await problemOf(reply);
    expect([reply.status, problem.status, kindOf(problem)]).toEqual([status, status, kind]);
    expect(problem.detail.length).toBeGreaterThan(10);
    if (pointer !== undefined) expect(problem.errors?.map((error) => error.pointer)).toContain(pointer);
  });

  it('a body of 100 MB, whether it says how long it is or just keeps coming', async () => {
    const bytes = Buffer.alloc(100_000_000, '7');
    for (const body of [bytes, new Blob([bytes]).stream()]) {
      const headers = { 'Content-Type': 'application/json' };
      const reply = await stack.fetch('/v1/jobs', { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
      expect([reply.status, kindOf(await problemOf(reply))]).toEqual([413, 'body-too-large']);
    }
  });

  it('another content type', async () => {
    const reply = await post(stack, sample, { 'Content-Type': 'text/plain' });
    expect([reply.status, kindOf(await problemOf(reply))]).toEqual([415, 'unsupported-media-type']);
  });

  it.each(['nope', 'A'.repeat(64), '0'.repeat(64), '..%2f..%2fetc'])('the result id %s', async (id) => {
    for (const path of [`/v1/results/${id}`, `/v1/images/${id}.png`]) {
      const reply = await stack.fetch(path);
      expect([reply.status, kindOf(await problemOf(reply))]).toEqual([404, 'not-found']);
    }
    expect((await stack.fetch(`/r/${id}`)).status).toBe(404);
  });

  it.each(['nope', '01a206e3-c1a0-7602-bd21-2b2faae6d375'])('the job id %s', async (id) => {
    for (const [method, path] of [
      ['GET', `/v1/jobs/${id}`],
      ['DELETE', `/v1/jobs/${id}`],
      ['GET', `/v1/jobs/${id}/events`],
    ] as const) {
      const reply = await stack.fetch(path, { method });
      expect([reply.status, kindOf(await problemOf(reply))]).toEqual([404, 'not-found']);
    }
  });

  it.each([
    ['a host that is none', 'GET /v1/bundles HTTP/1.1\r\nHost: a"b\r\nConnection: close\r\n\r\n'],
    ['a target that is none', 'GET * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    [
      'a body that breaks off',
      'POST /v1/images HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nConnection: close\r\n\r\nhalf',
    ],
  ])('%s', async (_, bytes) => {
    expect(await answerTo(bytes)).toMatch(/^HTTP\/1.1 400 .*application\/problem\+json/s);
  });

  it('and nothing is lost by it: a good request is served next', async () => {
    expect((await ask(stack, sample, { Prefer: 'wait=60' })).state).toBe('done');
  });
});

describe("the runner's door", () => {
  const lease = { runner: 'test', bundles: [], free: 2, idle: true, wait: 0 };
  const runnerPost = (path: string, secret: string, body: unknown) =>
    stack.fetch(`/runner/v1/${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });

  it.each(['', 'wrong', 'x'.repeat(10_000)])('is shut to a wrong secret', async (secret) => {
    const reply = await runnerPost('leases', secret, lease);
    expect([reply.status, kindOf(await problemOf(reply))]).toEqual([401, 'unauthorised']);
  });

  it('refuses what carries an old attempt, and the work goes on', async () => {
    const job = await ask(stack, { ...sample, steps: 300, count: 2, seed: 21 });
    await untilMidway(stack, job.id);
    const stale = { generation: 1, attempt: 99 };
    for (const verb of ['progress', 'complete', 'fail', 'release']) {
      const extra = verb === 'complete' ? { images: [{ digest: '0'.repeat(64), width: 28, height: 28 }] } : {};
      const body = { ...stale, ...extra, ...(verb === 'fail' ? { detail: 'planted' } : {}) };
      const reply = await runnerPost(`computations/${job.resultId}/${verb}`, stack.secret, body);
      expect([verb, reply.status, kindOf(await problemOf(reply))]).toEqual([verb, 409, 'stale-attempt']);
    }
    const upload = await stack.fetch(
      `/runner/v1/computations/${job.resultId}/images/${'0'.repeat(64)}?generation=1&attempt=99`,
      { method: 'PUT', headers: { Authorization: `Bearer ${stack.secret}`, 'Content-Type': 'image/png' }, body: 'PNG' },
    );
    expect([upload.status, kindOf(await problemOf(upload))]).toEqual([409, 'stale-attempt']);
    expect(await untilEnded(stack, job.id)).toMatchObject({ type: 'done' });
  });
});

describe('a job', () => {
  it('answers at once, and with Prefer: wait when it is done', async () => {
    const reply = await post(stack, { ...sample, seed: 31 });
    expect(reply.status).toBe(202);
    const waited = await post(stack, { ...sample, seed: 31 }, { Prefer: 'wait=60' });
    expect([waited.status, waited.headers.get('Preference-Applied')]).toEqual([201, 'wait=60']);
    expect(await waited.json()).toMatchObject({ state: 'done' });
  });

  it('is the same again under its Idempotency-Key, which another body may not use', async () => {
    const key = { 'Idempotency-Key': 'once' };
    const first = await ask(stack, { ...sample, seed: 32 }, key);
    expect((await ask(stack, { ...sample, seed: 32 }, key)).id).toBe(first.id);
    const other = await post(stack, { ...sample, seed: 33 }, key);
    expect([other.status, kindOf(await problemOf(other))]).toEqual([422, 'idempotency-mismatch']);
  });

  it('tells its events in order, and from where a client left off', async () => {
    const { id, resultId } = await ask(stack, { ...sample, seed: 34, steps: 50 });
    const whole = await allOf(events(stack, id));
    const types = whole.map(({ event }) => event.type);
    expect(types.slice(0, 2)).toEqual(['queued', 'leased']);
    expect(types.slice(2, -1).every((type) => type === 'progress')).toBe(true);
    expect(whole.at(-1)!.event).toMatchObject({ type: 'done', resultId });
    const replayed = await allOf(events(stack, id, whole[0]!.id));
    expect(replayed[0]).toEqual(whole[1]);
    expect(replayed.at(-1)).toEqual(whole.at(-1));
    expect(await allOf(events(stack, id, whole.at(-1)!.id))).toEqual([]);
  });

  it('shows previews of the clean image while it is worked on', async () => {
    const { id } = await ask(stack, { ...sample, seed: 35, steps: 300, count: 2 });
    const seen = await allOf(events(stack, id));
    const previews = seen.flatMap(({ event }) => (event.type === 'progress' && event.preview ? [event.preview] : []));
    expect(previews.length).toBeGreaterThan(0);
    expect(previews.every(({ images }) => images.length === 2)).toBe(true);
    expect(new Set(previews.map(({ images }) => images[0])).size).toBeGreaterThan(1);
  });

  it('is cancelled by DELETE, once and for all', async () => {
    const { id } = await ask(stack, { ...sample, seed: 36, steps: 300, count: 16 });
    await untilMidway(stack, id);
    expect((await stack.fetch(`/v1/jobs/${id}`, { method: 'DELETE' })).status).toBe(200);
    expect(await untilEnded(stack, id)).toMatchObject({ type: 'cancelled' });
    expect((await stack.fetch(`/v1/jobs/${id}`, { method: 'DELETE' })).status).toBe(200);
    expect((await read(stack, id)).state).toBe('cancelled');
  });

  it('that was cancelled can be asked for again', async () => {
    const asked = { ...sample, seed: 37, steps: 100 };
    const first = await ask(stack, asked);
    await stack.fetch(`/v1/jobs/${first.id}`, { method: 'DELETE' });
    expect(await untilEnded(stack, (await ask(stack, asked)).id)).toMatchObject({ type: 'done' });
  });
});

describe('a result', () => {
  it('revalidates by ETag, its images never change, and it says nothing of who asked', async () => {
    const job = await ask(stack, { ...sample, count: 2 }, { Prefer: 'wait=60' });
    const reply = await stack.fetch(`/v1/results/${job.resultId}`);
    const tag = reply.headers.get('ETag')!;
    expect(await reply.text()).not.toContain(job.id);
    const again = await stack.fetch(`/v1/results/${job.resultId}`, { headers: { 'If-None-Match': tag } });
    expect(again.status).toBe(304);
    const { images } = await resultOf(stack, job.resultId);
    const image = await stack.fetch(images[0]!.url);
    expect(image.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    expect(image.headers.get('Content-Type')).toBe('image/png');
  });

  it('carries its recipe inside its pictures', async () => {
    const job = await ask(stack, sample, { Prefer: 'wait=60' });
    const { images } = await resultOf(stack, job.resultId);
    const bytes = Buffer.from(await (await stack.fetch(images[0]!.url)).arrayBuffer()).toString('latin1');
    expect(bytes).toContain(job.recipe.bundle.revision);
  });

  it('is the same bytes when the recipe is computed anew elsewhere', async () => {
    const job = await ask(stack, { ...sample, seed: 41, count: 3 }, { Prefer: 'wait=60' });
    const { images } = await resultOf(stack, job.resultId);
    const elsewhere = await Stack.start();
    try {
      const reply = await post(elsewhere, { recipe: job.recipe }, { Prefer: 'wait=60' });
      expect(await reply.json()).toMatchObject({ state: 'done', resultId: job.resultId });
      expect((await resultOf(elsewhere, job.resultId)).images).toEqual(images);
    } finally {
      await elsewhere.stop();
    }
  });
});

describe('the rest of the API', () => {
  it('is described by an OpenAPI document, and healthy', async () => {
    const description = (await (await stack.fetch('/v1/openapi.json')).json()) as { openapi: string; paths: object };
    expect(description.openapi).toMatch(/^3\./);
    expect(Object.keys(description.paths)).toContain('/v1/jobs');
    expect((await stack.fetch('/healthz')).status).toBe(200);
  });

  it('has no door and heeds no header of what it runs in', async () => {
    const { resultId } = await ask(stack, sample, { Prefer: 'wait=60' });
    const body = await (await stack.fetch((await resultOf(stack, resultId)).images[0]!.url)).arrayBuffer();
    const { digest } = await (await stack.fetch('/v1/images', { method: 'POST', body })).json();
    expect((await stack.fetch(`/cdn-cgi/local/r2/public/manifold-results/inputs/${digest}`)).status).toBe(404);
    const docs = await stack.fetch('/v1/docs', { headers: { 'MF-Original-URL': 'http://elsewhere.example/healthz' } });
    expect(await docs.text()).toContain(`curl -s ${stack.url}/v1/jobs`);
  });

  it('answers 405 to what a route does not take, and never shows a cache what is private', async () => {
    const reply = await stack.fetch('/v1/jobs', { method: 'PATCH' });
    expect([reply.status, kindOf(await problemOf(reply))]).toEqual([405, 'method-not-allowed']);
    const job = await ask(stack, sample);
    expect((await stack.fetch(`/v1/jobs/${job.id}`)).headers.get('Cache-Control')).toBe('no-store');
    expect(isFinal((await read(stack, job.id)).state)).toBe(true);
  });
});

/** What comes of bytes that no client of HTTP would send. */
async function answerTo(bytes: string): Promise<string> {
  const { hostname, port } = new URL(stack.url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.end(bytes);
  return text(socket);
}

async function allOf(stream: AsyncGenerator<SeenEvent>): Promise<SeenEvent[]> {
  const seen: SeenEvent[] = [];
  for await (const one of stream) seen.push(one);
  return seen;
}
