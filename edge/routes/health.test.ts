import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { app } from '../app.ts';
import type { Env } from '../env.ts';

const edge = env as unknown as Env;

/** What is said of a database that answers with this error. */
async function said(error: string) {
  const [info, warn] = [vi.spyOn(console, 'info'), vi.spyOn(console, 'warn')].map((spy) => spy.mockReturnValue());
  const prepare = () => {
    throw new Error(error);
  };
  const { status } = await app.request('/healthz', {}, { ...edge, DB: { prepare } });
  const lines = [info, warn].map((spy) => spy!.mock.calls.flat().join(' '));
  vi.restoreAllMocks();
  return { status, info: lines[0], warning: lines[1] };
}

it('tells a first start from a database that fails', async () => {
  const unprepared = await said('D1_ERROR: no such table: manifests: SQLITE_ERROR');
  expect(unprepared).toEqual({ status: 503, info: 'starting: the database has no tables yet', warning: '' });
  const broken = await said('D1_ERROR: out of memory');
  expect(broken).toEqual({ status: 503, info: '', warning: 'not healthy Error: D1_ERROR: out of memory' });
});
