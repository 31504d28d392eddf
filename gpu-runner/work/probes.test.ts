import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Capacity } from './capacity.ts';
import type { Clock } from './clock.ts';
import { Health, pollSeconds } from './health.ts';
import { makeMetrics, measureCapacity } from './metrics.ts';
import { type Probes, serveProbes } from './probes.ts';

describe('serveProbes', () => {
  let now: number;
  let probes: Probes;
  let health: Health;
  let capacity: Capacity;
  const clock: Clock = { now: () => now, sleep: async () => {} };
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${probes.port}${path}`);
    return { status: response.status, body: await response.text() };
  };

  beforeEach(async () => {
    now = 0;
    health = new Health(clock);
    capacity = new Capacity(64, clock);
    const metrics = makeMetrics();
    measureCapacity(metrics, capacity);
    probes = await serveProbes(0, health, metrics.registry);
  });
  afterEach(() => probes.close());

  it('lives from the start', async () => {
    expect(await get('/livez')).toEqual({ status: 200, body: 'ok\n' });
  });

  it('is ready once registered, while the edge is heard, until it drains', async () => {
    expect(await get('/readyz')).toEqual({ status: 503, body: 'not registered at the edge\n' });
    health.registered = true;
    health.heard();
    expect((await get('/readyz')).status).toBe(200);
    now += pollSeconds * 2000;
    expect(await get('/readyz')).toEqual({ status: 503, body: 'the edge is silent\n' });
    health.heard();
    health.draining = true;
    expect(await get('/readyz')).toEqual({ status: 503, body: 'shutting down\n' });
  });

  it('counts rows in use and the seconds that they are', async () => {
    const give = capacity.take(8);
    now += 3000;
    give();
    capacity.take(2);
    now += 1000;
    const { body } = await get('/metrics');
    expect(body).toContain('manifold_row_budget 64');
    expect(body).toContain('manifold_rows_in_use 2');
    expect(body).toContain('manifold_row_seconds_total 26');
    expect(body).toContain('manifold_computations_total{ending="lost"} 0');
  });

  it('knows no other path and no other method', async () => {
    expect((await get('/')).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${probes.port}/livez`, { method: 'POST' })).status).toBe(405);
  });

  it('names the variable when the port is taken', async () => {
    await expect(serveProbes(probes.port, health, makeMetrics().registry)).rejects.toThrow(/^MANIFOLD_METRICS_PORT /);
  });
});
