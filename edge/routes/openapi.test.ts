import { env } from 'cloudflare:workers';
import { AnyJob, type Job } from '@manifold/shared/protocol/job';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '../env.ts';
import { writeImage } from '../store/results.ts';
import { picture } from '../testing/bundle.ts';
import { fresh, postJob } from '../testing/client.ts';
import { ask, askWithJson, operatorHeaders } from '../testing/edge.ts';
import { runner } from '../testing/runner.ts';

interface Described {
  content?: Record<string, unknown>;
  headers?: Record<string, { required: boolean }>;
}
interface Operation {
  requestBody?: { content: Record<string, { example?: unknown }> };
  security?: object[];
  responses: Record<string, Described>;
}
interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, unknown>;
    responses: Record<string, Described>;
    securitySchemes: Record<string, unknown>;
  };
}
let document: ApiDocument;

beforeAll(async () => {
  await runner.register();
  document = await (await ask('/v1/openapi.json')).json();
});

describe('the description of the API', () => {
  it('names every public address', () => {
    expect(Object.keys(document.paths).sort()).toEqual([
      '/healthz',
      '/v1/bundles',
      '/v1/images',
      '/v1/images/{digest}.png',
      '/v1/images/{digest}.webp',
      '/v1/jobs',
      '/v1/jobs/{id}',
      '/v1/jobs/{id}/events',
      '/v1/results/{id}',
      '/v1/results/{id}/files/{path}',
    ]);
  });

  it('refers to nothing that it does not contain', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((m) => m[1]!);
    expect(refs).toContain('Estimate');
    for (const name of refs) expect(document.components.schemas).toHaveProperty(name);
  });

  it('has an example that works', async () => {
    const { example } = document.paths['/v1/jobs']!.post!.requestBody!.content['application/json']!;
    expect((await askWithJson('/v1/jobs', example)).status).toBe(202);
  });

  it('says who may train and cancel that, and how long lists and ids are', () => {
    const guarded = [document.paths['/v1/jobs']!.post!, document.paths['/v1/jobs/{id}']!.delete!];
    for (const { security } of guarded) expect(security).toEqual([{}, { operator: [] }]);
    expect(document.components.securitySchemes).toMatchObject({ operator: { type: 'http', scheme: 'bearer' } });
    expect(document.components.schemas).toMatchObject({
      JobId: { pattern: expect.stringContaining('-7[0-9a-f]{3}-') },
      Triple: { properties: { sigma: { minItems: 2, maxItems: 2 } } },
      Scale: { properties: { weight: { minItems: 2, maxItems: 8 } } },
      Problem: { properties: { errors: { maxItems: 50 } } },
    });
  });

  it('is a page for people as well, which loads nothing from elsewhere', async () => {
    const html = await (await ask('/v1/docs')).text();
    expect(html).toContain('POST /v1/jobs');
    expect(html).toMatch(/<dt>Idempotency-Key \(header, optional\)<\/dt><dd>Makes a retry safe/);
    expect(html).toMatch(/<dt>Prefer \(header, optional\)<\/dt><dd>wait=N: [^<]*, at most 60/);
    expect(html).toContain('<dt>body</dt><dd><code>application/json</code>: <a href="#AnyRequest">AnyRequest</a></dd>');
    expect(html).toContain('<pre id="AnyRequest">');
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect((await ask('/v1/docs.css')).headers.get('Content-Type')).toBe('text/css; charset=utf-8');
  });
});

describe('a real answer', () => {
  const absent = 'c'.repeat(64);
  const json = (body: unknown, headers: Record<string, string> = {}) => askWithJson('/v1/jobs', body, headers);
  const post = (body: BodyInit, type: string) =>
    ask('/v1/jobs', { method: 'POST', headers: { 'Content-Type': type }, body });
  const held = { headers: { 'If-None-Match': '*' } };
  let done: Job;
  let image: Awaited<ReturnType<typeof picture>>;

  beforeAll(async () => {
    image = await picture('described');
    const { RESULTS } = env as unknown as Env;
    await writeImage(RESULTS, image.digest, 'png', image.bytes);
    await writeImage(RESULTS, image.digest, 'webp', image.bytes);
    const job = await postJob(fresh());
    for (const lease of await runner.lease()) await runner.finish(lease);
    done = await postJob({ recipe: job.recipe }, { 'Idempotency-Key': 'described' });
  });

  it.each<[method: string, path: string, status: number, answer: () => Promise<Response>]>([
    [
      'post',
      '/v1/jobs',
      200,
      () => json({ recipe: done.recipe }, { 'Idempotency-Key': 'described', Prefer: 'wait=1' }),
    ],
    ['post', '/v1/jobs', 201, () => json({ recipe: done.recipe })],
    ['post', '/v1/jobs', 202, () => json(fresh(), { Prefer: 'wait=0' })],
    ['post', '/v1/jobs', 400, () => post('{', 'application/json')],
    ['post', '/v1/jobs', 401, () => json({ technique: 'train', net: 'mnist-class' })],
    ['post', '/v1/jobs', 413, () => post('x'.repeat(1_000_001), 'application/json')],
    ['post', '/v1/jobs', 415, () => post('{}', 'text/plain')],
    ['post', '/v1/jobs', 422, () => json({})],
    ['get', '/v1/jobs/{id}', 200, () => ask(`/v1/jobs/${done.id}`)],
    ['get', '/v1/jobs/{id}', 404, () => ask('/v1/jobs/nobody')],
    ['delete', '/v1/jobs/{id}', 200, () => ask(`/v1/jobs/${done.id}`, { method: 'DELETE' })],
    [
      'delete',
      '/v1/jobs/{id}',
      401,
      async () => {
        const training = await json({ technique: 'train', net: 'mnist-class' }, operatorHeaders);
        return ask(`/v1/jobs/${AnyJob.parse(await training.json()).id}`, { method: 'DELETE' });
      },
    ],
    ['delete', '/v1/jobs/{id}', 404, () => ask('/v1/jobs/nobody', { method: 'DELETE' })],
    ['get', '/v1/jobs/{id}/events', 200, () => ask(`/v1/jobs/${done.id}/events`)],
    ['get', '/v1/jobs/{id}/events', 404, () => ask('/v1/jobs/nobody/events')],
    ['get', '/v1/results/{id}', 200, () => ask(`/v1/results/${done.resultId}`)],
    ['get', '/v1/results/{id}', 304, () => ask(`/v1/results/${done.resultId}`, held)],
    ['get', '/v1/results/{id}', 404, () => ask(`/v1/results/${absent}`)],
    ['get', '/v1/results/{id}/files/{path}', 404, () => ask(`/v1/results/${absent}/files/x`)],
    ['get', '/v1/images/{digest}.png', 200, () => ask(`/v1/images/${image.digest}.png`)],
    ['get', '/v1/images/{digest}.png', 304, () => ask(`/v1/images/${image.digest}.png`, held)],
    ['get', '/v1/images/{digest}.png', 404, () => ask(`/v1/images/${absent}.png`)],
    ['get', '/v1/images/{digest}.webp', 200, () => ask(`/v1/images/${image.digest}.webp`)],
    ['post', '/v1/images', 201, () => ask('/v1/images', { method: 'POST', body: image.bytes })],
    ['post', '/v1/images', 422, () => ask('/v1/images', { method: 'POST', body: 'x' })],
    ['get', '/v1/bundles', 200, () => ask('/v1/bundles')],
    ['get', '/v1/bundles', 304, () => ask('/v1/bundles', held)],
    ['get', '/healthz', 200, () => ask('/healthz')],
  ])('is as described: %s %s, %i', async (method, path, status, answer) => {
    const reply = await answer();
    expect(reply.status).toBe(status);
    isAs(document.paths[path]![method]!.responses[status]!, reply);
    await reply.arrayBuffer();
  });

  it('to a method that an address does not take is as described', async () => {
    const reply = await ask('/v1/jobs', { method: 'PUT' });
    expect(reply.status).toBe(405);
    isAs(document.components.responses.MethodNotAllowed!, reply);
  });
});

const telling = ['ETag', 'Location', 'Idempotent-Replay', 'Preference-Applied', 'WWW-Authenticate', 'Allow'];

/** Expects a described media type, every header that always comes, and none that tells something and is not described. */
function isAs({ content, headers = {} }: Described, reply: Response): void {
  const type = reply.headers.get('Content-Type')?.split(';')[0];
  expect(content ? Object.keys(content) : [undefined]).toContain(type);
  const required = Object.keys(headers).filter((name) => headers[name]!.required);
  expect(required.filter((name) => !reply.headers.has(name))).toEqual([]);
  expect(telling.filter((name) => reply.headers.has(name) && !headers[name])).toEqual([]);
}
