import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Digest } from '@manifold/shared/image/digest';
import { imagePath, Result, type StoredResult } from '@manifold/shared/protocol/result';
import { etag } from 'hono/etag';
import type { Env } from '../env.ts';
import { readResult } from '../store/results.ts';
import { json, problems } from './documented.ts';
import { refuse } from './reply.ts';

type App = { Bindings: Env };

const getResult = createRoute({
  method: 'get',
  path: '/v1/results/{id}',
  summary: 'Read a result',
  description: "A result is named by its recipe's SHA-256 and never changes.",
  request: { params: z.object({ id: Digest }) },
  responses: { 200: json(Result, 'The result'), 304: { description: 'As you have it' }, ...problems(404) },
});

export function resultRoutes(): OpenAPIHono<App> {
  const app = new OpenAPIHono<App>();
  app.openAPIRegistry.registerPath(getResult);
  app.get('/v1/results/:id', etag(), async (c) => {
    const id = Digest.safeParse(c.req.param('id'));
    const stored = id.success ? await readResult(c.env.RESULTS, id.data) : undefined;
    if (!stored) return refuse(c, { reason: 'not-found', what: 'there is no result of this id' });
    return c.json(addressed(stored), 200, { 'Cache-Control': 'public, no-cache' });
  });
  return app;
}

function addressed({ images, film, sheet, ...stored }: StoredResult): Result {
  return {
    ...stored,
    images: images.map(withUrl),
    ...(film ? { film: withUrl(film) } : {}),
    ...(sheet ? { sheet: withUrl(sheet) } : {}),
  };
}

function withUrl<T extends { digest: Digest }>(picture: T): T & { url: string } {
  return { ...picture, url: imagePath(picture.digest) };
}
