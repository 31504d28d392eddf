import { beforeAll, describe, expect, it } from 'vitest';
import { fresh } from './testing/client.ts';
import { ask, askWithJson, runnerHeaders } from './testing/edge.ts';
import { runner } from './testing/runner.ts';

const Origin = 'https://elsewhere.example';
const preflight = (path: string, method: string) =>
  ask(path, { method: 'OPTIONS', headers: { Origin, 'Access-Control-Request-Method': method } });
const listed = ({ headers }: Response, name: string) => headers.get(name)?.split(',').sort();

beforeAll(() => runner.register());

describe('a page of another site', () => {
  it('may ask and read, without credentials', async () => {
    for (const reply of [
      await ask('/v1/bundles', { headers: { Origin } }),
      await askWithJson('/v1/jobs', fresh(), { Origin }),
      await ask('/v1/jobs/nobody', { headers: { Origin } }),
    ]) {
      expect(reply.headers.get('Access-Control-Allow-Origin')).toBe('*');
      expect(reply.headers.get('Access-Control-Allow-Credentials')).toBeNull();
      expect(listed(reply, 'Access-Control-Expose-Headers')).toEqual([
        'Allow',
        'ETag',
        'Idempotent-Replay',
        'Location',
        'Preference-Applied',
        'WWW-Authenticate',
      ]);
    }
  });

  it('may read that nothing has changed', async () => {
    for (const path of ['/v1/bundles', '/v1/openapi.json']) {
      const reply = await ask(path, { headers: { Origin, 'If-None-Match': '*' } });
      expect([reply.status, reply.headers.get('Access-Control-Allow-Origin')]).toEqual([304, '*']);
      expect(listed(reply, 'Access-Control-Expose-Headers')).toContain('ETag');
    }
  });

  it('is told beforehand what it may send', async () => {
    const reply = await preflight('/v1/jobs', 'POST');
    expect([reply.status, reply.headers.get('Access-Control-Allow-Origin')]).toEqual([204, '*']);
    expect(listed(reply, 'Access-Control-Allow-Methods')).toEqual(['DELETE', 'GET', 'HEAD', 'POST']);
    expect(listed(reply, 'Access-Control-Allow-Headers')).toEqual([
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-None-Match',
      'Last-Event-ID',
      'Prefer',
    ]);
  });

  it('has no way to what is for runners', async () => {
    const replies = [
      await preflight('/runner/v1/leases', 'POST'),
      await askWithJson('/runner/v1/leases', {}, { Origin, ...runnerHeaders }),
    ];
    const names = replies.flatMap(({ headers }) => [...headers.keys()]);
    expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});
