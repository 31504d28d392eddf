import { techniqueNames } from '@manifold/shared/recipe/technique';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { digits } from '../testing/bundle.ts';
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

const one = fc.constantFrom<unknown>('', 1, -1, null, true, {}, [], '界', { x: 1 }, '\u0001'.repeat(600));
/** So many of them as half a body holds. */
const fitting = (n: number, value: unknown) => Math.min(n, Math.floor(400_000 / JSON.stringify(value).length));
const count = fc.constantFrom(1, 9, 1000, 200_000);
const many = fc.tuple(count, one).map(([n, entry]) => Array(fitting(n, entry)).fill(entry));
const key = fc.constantFrom('k', '~/', '界'.repeat(100), 'x'.repeat(100_000));
const unknown = fc
  .tuple(count, key)
  .map(([n, key]) => Object.fromEntries(Array.from({ length: fitting(n, `${key}"100000`) }, (_, i) => [key + i, i])));
/** A tree of estimates with as many of them as half a body holds, in means or in sums. */
const tree = fc
  .tuple(fc.constantFrom('mean', 'sum'), fc.constantFrom(2, 8, 40), fc.constantFrom(2, 5, 14))
  .map(([of, width, depth]) => {
    let grown: unknown = {};
    for (let level = 0; level < depth; level++) {
      const next = { [of]: Array(fitting(width, grown)).fill(of === 'sum' ? { of: grown } : grown) };
      if (JSON.stringify(next).length > 400_000) break;
      grown = next;
    }
    return grown;
  });
const nasty = fc.oneof(one, many, unknown, tree);
const name = fc.constantFrom(...techniqueNames, 'train');
/** A body that is wrong in as much as it can hold: techniques, and recipes with parts that are wrong. */
const swollen = fc.oneof(
  fc
    .tuple(
      name,
      fc.constantFrom('prompt', 'weight', 'view', 'sigma', 't', 'start', 'steps', 'guidance'),
      nasty,
      unknown,
    )
    .map(([technique, field, value, more]) => ({
      technique,
      prompt: ['6', '9'],
      image: digest,
      ...more,
      [field]: value,
    })),
  fc
    .tuple(fc.constantFrom('estimate', 'mean', 'sum', 'panels', 'timesteps', 'x'), nasty, unknown)
    .map(([field, value, more]) => ({ recipe: { ...spoiled(field, value), ...more } })),
);

/** Texts of JSON that no value is written as: a name that stands twice, and half of a surrogate pair, at or below a long name. */
const raw = fc
  .tuple(fc.oneof(key, fc.constant('~'.repeat(480_000))), fc.constantFrom('1,"":2', '{"a":1,"a":2}', '"\\ud800"'))
  .map(([key, value]) => `{"${key}":${value.replace('""', `"${key}"`)}}`);

/** Parts of a recipe, one of them spoiled. */
function spoiled(field: string, value: unknown): object {
  if (field === 'mean' || field === 'sum') return { estimate: { mean: [{ [field]: value }, { [field]: value }] } };
  if (field === 'panels') return { study: { columns: 1, panels: value } };
  return field === 'timesteps' ? { schedule: { timesteps: value } } : { [field]: value };
}

/** A recipe of the digits with as many prompts as it may have, none of them a label. */
function unlabelled(prompt: string): object {
  const leaf = { prompt, negative: prompt, guidance: 1 };
  const schedule = { timesteps: [200, 0], end: 'stop', clip: 'none' };
  const panel = { show: 'picture', label: 'a', estimate: leaf };
  return {
    version: 1,
    bundle: { name: digits.name, revision: digits.revision },
    start: { noise: 'gaussian' },
    estimate: { mean: Array(8).fill(leaf) },
    schedule,
    study: { columns: 8, panels: Array(64).fill(panel) },
    seed: 1,
    count: 1,
  };
}

const json = { 'Content-Type': 'application/json' };

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
    await fc.assert(
      fc.asyncProperty(hostile, async (body) => {
        expect((await send('/v1/jobs', { method: 'POST', headers: json, body })).status).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
  });

  it('is answered at more than 64 kB where it is wrong, in as much as its size allows', async () => {
    const body = fc.oneof(
      swollen,
      fc.constantFrom('x', '界').map((text) => ({ recipe: unlabelled(text.repeat(500)) })),
    );
    const text = fc.oneof(
      { arbitrary: body.map((body) => JSON.stringify(body)), weight: 3 },
      { arbitrary: raw, weight: 1 },
    );
    await fc.assert(
      fc.asyncProperty(text, async (body) => {
        const reply = await ask('/v1/jobs', { method: 'POST', headers: json, body });
        expect((await reply.arrayBuffer()).byteLength).toBeLessThan(65_536);
        expect([401, 413, 422]).toContain(reply.status);
      }),
      { numRuns: 60 },
    );
  });

  it('is answered with an internal error: a sound request with one field spoiled', async () => {
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
