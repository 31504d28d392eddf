import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fresh } from '../testing/client.ts';
import { ask } from '../testing/edge.ts';
import { runner } from '../testing/runner.ts';

const digest = 'a'.repeat(64);
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS');
const segment = fc.oneof(
  fc.constantFrom('v1', 'jobs', 'events', 'results', 'images', 'bundles', 'runner', 'r', 'job', 'problems', 'docs'),
  fc.constantFrom('computations', 'register', 'leases', digest, `${digest}.png`, '.png', '__proto__', '..', '%2e%2e'),
  fc.constantFrom('%', '%zz', '%00', '%ff', '%E0%A4%A', '%c0%af', '01a206e4-7a88-7425-9ad5-4d125067c55c', ''),
  fc.string({ maxLength: 12 }).map((text) => encodeURIComponent(text.toWellFormed())),
);
const path = fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join('/')}`);
const query = fc.oneof(
  fc.constant(''),
  fc.constantFrom('?generation=1e400&attempt=-0', '?generation[]=1', '?%', '?=&&'),
);
const headerText = fc.oneof(
  fc.constantFrom('', 'wait=1e9', 'wait=-1', '99999999999999999999', 'W/"x", *', 'Bearer ', 'Bearer x', 'text/html'),
  fc.constantFrom('manifold-owner=%', 'manifold-owner=__proto__', 'x'.repeat(8000)),
);
const headers = fc.record(
  {
    prefer: headerText,
    'idempotency-key': headerText,
    'last-event-id': headerText,
    'if-none-match': headerText,
    authorization: headerText,
    cookie: headerText,
    accept: headerText,
    'content-type': fc.constantFrom('application/json', 'text/plain', '', ';', 'application/json; charset=utf-16'),
    'sec-fetch-site': fc.constantFrom('same-origin', 'cross-site', '?'),
  },
  { requiredKeys: [] },
);
const hostile = fc.oneof(
  fc.constantFrom(
    '{"__proto__":{"technique":"sample"}}',
    '{"technique":"sample","prompt":"7","prompt":"8"}',
    '-0',
    '1e400',
  ),
  fc.constantFrom(
    '{"technique":"sample","prompt":"7","__proto__":{"seed":1}}',
    '{"constructor":1}',
    '{"toString":null}',
  ),
  fc.constantFrom('{"technique":"sample","prompt":"7","guidance":-0,"seed":2}', '"\\ud800"', '\u0000', '\ufeff{}'),
  fc.constantFrom(
    '{"recipe":null}',
    '{"recipe":{"__proto__":null}}',
    '[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]',
    '{"":{}}',
  ),
  fc.json(),
  fc.string(),
);

beforeAll(() => runner.register());

describe('nothing that a client sends', () => {
  it('is answered with an internal error: addresses, methods and headers', async () => {
    const request = fc.tuple(method, path, query, headers);
    await fc.assert(
      fc.asyncProperty(request, async ([method, path, query, headers]) => {
        expect((await send(path + query, { method, headers })).status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });

  it('is answered with an internal error: bodies', async () => {
    const json = { 'Content-Type': 'application/json' };
    await fc.assert(
      fc.asyncProperty(hostile, async (body) => {
        expect((await send('/v1/jobs', { method: 'POST', headers: json, body })).status).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
  });

  it('is answered with an internal error: a sound request with one field spoiled', async () => {
    const json = { 'Content-Type': 'application/json' };
    const key = fc.constantFrom('technique', 'prompt', 'seed', 'guidance', 'steps', 'count', 'bundle', 'negative');
    await fc.assert(
      fc.asyncProperty(key, fc.jsonValue(), async (key, value) => {
        const body = JSON.stringify({ ...fresh(), [key]: value });
        const { status } = await send('/v1/jobs', { method: 'POST', headers: json, body });
        expect([200, 201, 202, 422]).toContain(status);
      }),
      { numRuns: 200 },
    );
  });
});

async function send(path: string, init: RequestInit): Promise<Response> {
  const reply = await ask(path, init);
  if (!reply.headers.get('Content-Type')?.startsWith('text/event-stream')) await reply.arrayBuffer();
  return reply;
}
