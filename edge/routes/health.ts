import { Hono } from 'hono';
import type { Env } from '../env.ts';
import { secretsOf } from '../env.ts';
import { brokerOf } from '../jobs/names.ts';

/** Whether the edge can work: its secrets are set, its database and its broker answer. */
export function healthRoutes(): Hono<{ Bindings: Env }> {
  const app = new Hono<{ Bindings: Env }>();
  app.get('/healthz', async (c) => {
    secretsOf(c.env);
    await c.env.DB.prepare('SELECT 1 FROM manifests LIMIT 1').all();
    return c.json({ ok: true, queue: await brokerOf(c.env).figures() }, 200, { 'Cache-Control': 'no-store' });
  });
  return app;
}
