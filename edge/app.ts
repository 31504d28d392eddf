import { OpenAPIHono } from '@hono/zod-openapi';
import { problem } from '@manifold/shared/protocol/problem';
import { cors } from 'hono/cors';
import type { Env } from './env.ts';
import { dropUnreadBody } from './middleware/drop-body.ts';
import { refuseOtherMethods } from './middleware/refuse-other-methods.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { bundleRoutes } from './routes/bundles.ts';
import { eventRoutes } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { imageRoutes } from './routes/images.ts';
import { jobRoutes } from './routes/jobs.ts';
import { describeApi } from './routes/openapi.ts';
import { asset, pageRoutes } from './routes/pages.ts';
import { problemRoutes } from './routes/problem-pages.ts';
import { replyProblem } from './routes/reply.ts';
import { resultRoutes } from './routes/results.ts';
import { runnerRoutes } from './routes/runner/routes.ts';

/** Any page may use the API, without credentials: a job's id is the right to it. */
const openToAll = cors({
  origin: '*',
  allowMethods: ['GET', 'HEAD', 'POST', 'DELETE'],
  allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match', 'Last-Event-ID', 'Prefer'],
  exposeHeaders: ['Location', 'ETag', 'Idempotent-Replay', 'Preference-Applied', 'Allow', 'WWW-Authenticate'],
  maxAge: 86_400,
});

function assemble(): OpenAPIHono<{ Bindings: Env }> {
  const app = new OpenAPIHono<{ Bindings: Env }>();
  app.use(dropUnreadBody(), securityHeaders());
  app.use('/v1/*', openToAll);
  for (const routes of [jobRoutes, eventRoutes, resultRoutes, imageRoutes, bundleRoutes, healthRoutes]) {
    app.route('/', routes());
  }
  describeApi(app);
  for (const routes of [problemRoutes, pageRoutes, runnerRoutes]) app.route('/', routes());
  refuseOtherMethods(app);
  app.notFound(asset);
  app.onError((error, c) => {
    console.error('internal error', error);
    return replyProblem(c, problem('internal', 'this is our fault, not yours; try again later'));
  });
  return app;
}

export const app = assemble();
