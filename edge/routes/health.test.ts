import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { app } from '../app.ts';
import type { Env } from '../env.ts';

const edge = env as unknown as Env;

/** What is said of a database that answers with this error. */
async function said(error: string) {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const prepare = () => {
    throw new Error(error);
  };
  const { status } = await app.request('/healthz', {}, { ...edge, DB: { prepare } });
  const warning = warn.mock.calls.flat().join(' ');
  vi.restoreAllMocks();
  return { status, warning };
}

it('tells a database without tables, and what makes them, from one that fails', async () => {
  const unprepared = await said('D1_ERROR: no such table: manifests: SQLITE_ERROR');
  expect(unprepared).toEqual({ status: 503, warning: expect.stringContaining('migrations apply') });
  const broken = await said('D1_ERROR: out of memory');
  expect(broken).toEqual({ status: 503, warning: 'not healthy Error: D1_ERROR: out of memory' });
});
