import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Env } from '../env.ts';
import { secretsOf } from '../env.ts';
import { brokerOf } from '../jobs/names.ts';
import { noStore } from '../middleware/no-store.ts';
import { json } from './documented.ts';

type App = { Bindings: Env };

const waiting = z.int().min(0);
const getHealth = createRoute({
  method: 'get',
  path: '/healthz',
  summary: 'Ask whether the edge can work',
  description: 'It can where its secrets are set, and its database and its broker answer.',
  responses: {
    200: json(
      z.strictObject({ ok: z.literal(true), queue: z.strictObject({ ready: waiting, leased: waiting }) }),
      'It can; so many computations wait, and so many are under way',
    ),
    503: json(z.strictObject({ ok: z.literal(false) }), 'It cannot'),
  },
});

/** Whether the edge can work: its secrets are set, its database and its broker answer. */
export function healthRoutes(): OpenAPIHono<App> {
  const app = new OpenAPIHono<App>();
  app.openAPIRegistry.registerPath(getHealth);
  app.get('/healthz', noStore(), async (c) => {
    try {
      return c.json({ ok: true, queue: await checked(c.env) }, 200);
    } catch (error) {
      console.warn('not healthy', isUnprepared(error) ? unprepared : String(error));
      return c.json({ ok: false }, 503);
    }
  });
  return app;
}

const unprepared =
  'the database has no tables yet: `npm start` makes them in a moment, in a deployment `npx wrangler d1 migrations apply` does';

/** Whether the tables are still to be made, as at a first start. */
function isUnprepared(error: unknown): boolean {
  return /no such table/.test(String(error));
}

async function checked(env: Env): Promise<{ ready: number; leased: number }> {
  secretsOf(env);
  await env.DB.prepare('SELECT 1 FROM manifests LIMIT 1').all();
  return brokerOf(env).figures();
}
