import { Hono } from 'hono';
import type { Env } from '../env.ts';
import { secretsOf } from '../env.ts';
import { brokerOf } from '../jobs/names.ts';
import { noStore } from '../middleware/no-store.ts';

/** Whether the edge can work: its secrets are set, its database and its broker answer. */
export function healthRoutes(): Hono<{ Bindings: Env }> {
  const app = new Hono<{ Bindings: Env }>();
  app.get('/healthz', noStore(), async (c) => {
    try {
      return c.json({ ok: true, queue: await checked(c.env) }, 200);
    } catch (error) {
      console.warn('not healthy', String(error));
      return c.json({ ok: false }, 503);
    }
  });
  return app;
}

async function checked(env: Env): Promise<{ ready: number; leased: number }> {
  secretsOf(env);
  await env.DB.prepare('SELECT 1 FROM manifests LIMIT 1').all();
  return brokerOf(env).figures();
}
