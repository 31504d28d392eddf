import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Digest } from '@manifold/shared/image/digest';
import type { Context } from 'hono';
import type { Env } from '../env.ts';
import { bodyOfImage, headOfImage } from '../store/results.ts';
import { problems } from './documented.ts';
import { refuse } from './reply.ts';

type App = { Bindings: Env };

const getImage = createRoute({
  method: 'get',
  path: '/v1/images/{digest}.png',
  summary: 'Fetch an image',
  description: 'The bytes never change, since the address is their SHA-256.',
  request: { params: z.object({ digest: Digest }) },
  responses: {
    200: { description: 'The image', content: { 'image/png': { schema: { type: 'string', format: 'binary' } } } },
    304: { description: 'As you have it' },
    ...problems(404),
  },
});

export function imageRoutes(): OpenAPIHono<App> {
  const app = new OpenAPIHono<App>();
  app.openAPIRegistry.registerPath(getImage);
  app.get('/v1/images/:file', serve);
  return app;
}

/** The tag is the digest itself, so that the bytes are fetched only when they are sent. */
async function serve(c: Context<App>): Promise<Response> {
  const digest = Digest.safeParse(/^(.*)\.png$/.exec(c.req.param('file') ?? '')?.[1]);
  const image = digest.success ? await headOfImage(c.env.RESULTS, digest.data) : null;
  if (!image || !digest.success) return refuse(c, { reason: 'not-found', what: 'there is no such image' });
  const headers = { 'Cache-Control': 'public, max-age=31536000, immutable', ETag: `"${digest.data}"` };
  if (c.req.header('If-None-Match')?.includes(headers.ETag)) return c.body(null, 304, headers);
  const body = c.req.method === 'HEAD' ? null : await bodyOfImage(c.env.RESULTS, digest.data);
  const whole = { ...headers, 'Content-Type': 'image/png', 'Content-Length': String(image.size) };
  return new Response(body, { headers: whole });
}
