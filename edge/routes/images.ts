import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Digest } from '@manifold/shared/image/digest';
import { etag } from 'hono/etag';
import type { Env } from '../env.ts';
import { readImage } from '../store/results.ts';
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
  app.get('/v1/images/:file', etag(), async (c) => {
    const digest = Digest.safeParse(/^(.*)\.png$/.exec(c.req.param('file'))?.[1]);
    const image = digest.success ? await readImage(c.env.RESULTS, digest.data) : null;
    if (!digest.success || !image) return refuse(c, { reason: 'not-found', what: 'there is no such image' });
    return c.body(image.body, 200, {
      'Content-Type': 'image/png',
      'Content-Length': String(image.size),
      'Cache-Control': 'public, max-age=31536000, immutable',
      ETag: `"${digest.data}"`,
    });
  });
  return app;
}
