import { Hono } from 'hono';
import type { Env } from './env.ts';

export { BrokerObject } from './jobs/broker-object.ts';
export { ComputationObject } from './jobs/computation-object.ts';
export { JobObject } from './jobs/job-object.ts';

const app = new Hono<{ Bindings: Env }>();
app.get('/healthz', (c) => c.json({ ok: true }));
app.notFound((c) => c.env.ASSETS.fetch(c.req.raw));

// biome-ignore lint/style/noDefaultExport: workerd takes the module's default export as the worker.
export default app;
