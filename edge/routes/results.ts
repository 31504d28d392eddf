import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Digest } from '@manifold/shared/image/digest';
import { FileRef, FileType } from '@manifold/shared/protocol/file';
import { AnyResult, type AnyStoredResult, animationPath, filePath, imagePath } from '@manifold/shared/protocol/result';
import type { Context } from 'hono';
import type { Env } from '../env.ts';
import { tagged } from '../middleware/tagged.ts';
import { bodyOfFile } from '../store/files.ts';
import { readResult } from '../store/results.ts';
import { bytes, carrying, conditional, json, notModified, problems } from './documented.ts';
import { isHeld } from './held.ts';
import { refuse } from './reply.ts';

type App = { Bindings: Env };

const getResult = createRoute({
  method: 'get',
  path: '/v1/results/{id}',
  summary: 'Read a result',
  description: "A result is named by its recipe's SHA-256 and never changes.",
  request: { params: z.object({ id: Digest }), headers: conditional },
  responses: { 200: { ...json(AnyResult, 'The result'), ...carrying('ETag') }, ...notModified, ...problems(404) },
});

const getFile = createRoute({
  method: 'get',
  path: '/v1/results/{id}/files/{path}',
  summary: 'Fetch a file of a trained bundle',
  description: 'The path may have slashes. The bytes never change, as the result does not.',
  request: { params: z.object({ id: Digest, path: FileRef.shape.path }), headers: conditional },
  responses: {
    200: { ...bytes(FileType.options, 'The file'), ...carrying('ETag') },
    ...notModified,
    ...problems(404),
  },
});

export function resultRoutes(): OpenAPIHono<App> {
  const app = new OpenAPIHono<App>();
  for (const route of [getResult, getFile]) app.openAPIRegistry.registerPath(route);
  app.get('/v1/results/:id/files/:path{.+}', serveFile);
  app.get('/v1/results/:id', tagged(), async (c) => {
    const id = Digest.safeParse(c.req.param('id'));
    const stored = id.success ? await readResult(c.env.RESULTS, id.data) : undefined;
    if (!stored) return refuse(c, { reason: 'not-found', what: 'there is no result of this id' });
    return c.json(addressed(stored), 200, { 'Cache-Control': 'public, no-cache' });
  });
  return app;
}

/** The parts that it is made of are its tag, since they name its bytes. */
async function serveFile(c: Context<App>): Promise<Response> {
  const id = Digest.safeParse(c.req.param('id'));
  const result = id.success ? await readResult(c.env.RESULTS, id.data) : undefined;
  const files = result && 'files' in result ? result.files : [];
  const file = files.find(({ path }) => path === c.req.param('path'));
  if (!file) return refuse(c, { reason: 'not-found', what: 'there is no such file' });
  const headers = {
    'Cache-Control': 'public, max-age=31536000, immutable',
    ETag: `"${file.parts.join('-').slice(0, 200)}"`,
  };
  if (isHeld(c.req.header('If-None-Match'), headers.ETag)) return c.body(null, 304, headers);
  const body = c.req.method === 'HEAD' ? null : bodyOfFile(c.env.RESULTS, file);
  return new Response(body, {
    headers: { ...headers, 'Content-Type': file.mediaType, 'Content-Length': String(file.bytes) },
  });
}

function addressed(stored: AnyStoredResult): AnyResult {
  if ('files' in stored) {
    const files = stored.files.map((file) => ({ ...file, url: filePath(stored.id, file.path) }));
    return { ...stored, files, pictures: stored.pictures.map(withUrl) };
  }
  const { images, film, animation, sheet, seen, poster, ...rest } = stored;
  return {
    ...rest,
    images: images.map(withUrl),
    ...(film ? { film: withUrl(film) } : {}),
    ...(animation ? { animation: { ...animation, url: animationPath(animation.digest) } } : {}),
    ...(sheet ? { sheet: withUrl(sheet) } : {}),
    ...(seen ? { seen: withUrl(seen) } : {}),
    ...(poster ? { poster: withUrl(poster) } : {}),
  };
}

function withUrl<T extends { digest: Digest }>(picture: T): T & { url: string } {
  return { ...picture, url: imagePath(picture.digest) };
}
