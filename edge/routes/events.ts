import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { JobEvent } from '@manifold/shared/protocol/event';
import { JobId } from '@manifold/shared/protocol/job';
import type { Context } from 'hono';
import type { Env } from '../env.ts';
import { follow } from '../jobs/follow.ts';
import { jobOf } from '../jobs/names.ts';
import { onceMore } from '../jobs/once-more.ts';
import { problems } from './documented.ts';
import { refuse } from './reply.ts';
import { eventStream } from './sse.ts';

type App = { Bindings: Env };

/** Silence after which a comment is sent, so that nothing on the way takes the connection for dead. */
const heartbeatMs = 15_000;

const getEvents = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/events',
  summary: 'Follow a job',
  description:
    "Server-sent events, one for each JobEvent: `event` is its type, `id` its place in the job's log, `data` its JSON. " +
    'Last-Event-ID goes on after that place. The stream ends after the final event.',
  request: {
    params: z.object({ id: JobId }),
    headers: z.object({ 'last-event-id': z.string().optional() }),
  },
  responses: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: JobEvent } } },
    204: { description: 'The job has ended, and everything was seen' },
    ...problems(404),
  },
});

export function eventRoutes(): OpenAPIHono<App> {
  const app = new OpenAPIHono<App>();
  app.openAPIRegistry.registerPath(getEvents);
  app.get('/v1/jobs/:id/events', stream);
  return app;
}

async function stream(c: Context<App>): Promise<Response> {
  const id = JobId.safeParse(c.req.param('id'));
  if (!id.success || !(await onceMore(() => jobOf(c.env, id.data).read()))) {
    return refuse(c, { reason: 'not-found', what: 'there is no job of this id' });
  }
  const seen = placeOf(c.req.header('Last-Event-ID'));
  const { events, isOver } = await onceMore(() => jobOf(c.env, id.data).next(seen, 0));
  if (isOver && events.length === 0) return c.body(null, 204, { 'Cache-Control': 'no-store' });
  return new Response(eventStream(follow(c.env, id.data, seen, heartbeatMs)), {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  });
}

/** The place after which to go on; what is no place of ours is as if nothing had been seen. */
function placeOf(lastEventId: string | undefined): number {
  return /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0;
}
