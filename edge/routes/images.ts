import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Digest, digestOf } from '@manifold/shared/image/digest';
import { inputLimits } from '@manifold/shared/image/input-limits';
import { uploadFault } from '@manifold/shared/image/upload-fault';
import { InputPicture } from '@manifold/shared/protocol/input';
import type { Context } from 'hono';
import type { Env } from '../env.ts';
import { noStore } from '../middleware/no-store.ts';
import { writeInput } from '../store/inputs.ts';
import { bodyOfImage, headOfImage, type ImageKind, mediaTypes } from '../store/results.ts';
import { encodingOf, readBytes } from './bytes.ts';
import { bytes, carrying, conditional, json, notModified, problems } from './documented.ts';
import { isHeld } from './held.ts';
import { refuse } from './reply.ts';

type App = { Bindings: Env };

/** Describes how pictures of one kind are fetched. */
function getImage(kind: ImageKind, what: string) {
  return createRoute({
    method: 'get',
    path: `/v1/images/{digest}.${kind}`,
    summary: `Fetch ${what}`,
    description: 'The bytes never change, since the address is their SHA-256.',
    request: { params: z.object({ digest: Digest }), headers: conditional },
    responses: {
      200: { ...bytes([mediaTypes[kind]], 'The bytes'), ...carrying('ETag') },
      ...notModified,
      ...problems(404),
    },
  });
}

const { bytes: most, pixels, side, aspect } = inputLimits;
const limitsText =
  `at most ${most / 1e6} MB and ${pixels / 1e6} million pixels, at least ${side} px a side, ` +
  `and the longer side at most ${aspect} times the shorter`;

const postImage = createRoute({
  method: 'post',
  path: '/v1/images',
  summary: 'Upload a picture to work on',
  description:
    `The body is the file: PNG, JPEG or WebP, told by its content; ${limitsText}. A job names it by the digest that comes back. ` +
    'Its address serves it to no one. But who shares a result made from it shares the picture: whoever has the link can ask ' +
    'for a study of the same digest, which shows it at the size of the model.',
  request: {
    body: { required: true, ...bytes(['image/png', 'image/jpeg', 'image/webp'], 'The file') },
  },
  responses: { 201: json(InputPicture, 'The picture as jobs name it'), ...problems(400, 413, 415, 422) },
});

export function imageRoutes(): OpenAPIHono<App> {
  const app = new OpenAPIHono<App>();
  for (const route of [getImage('png', 'an image'), getImage('webp', 'an animation'), postImage])
    app.openAPIRegistry.registerPath(route);
  app.post('/v1/images', noStore(), upload);
  app.get('/v1/images/:file', serve);
  return app;
}

/** Stores an input picture under its digest, after a look at its header; its pixels are looked at by who works on it. */
async function upload(c: Context<App>): Promise<Response> {
  const encoding = encodingOf(c.req.raw);
  if (encoding) return refuse(c, { reason: 'encoded', encoding });
  const file = await readBytes(c.req.raw, inputLimits.bytes);
  if (!file.ok) return refuse(c, file.refusal);
  const fault = faultOf(c.req.raw, file.value);
  if (fault) return refuse(c, { reason: 'not-a-picture', fault });
  const digest = await digestOf(file.value);
  await writeInput(c.env.RESULTS, digest, file.value);
  return c.json({ digest } satisfies InputPicture, 201);
}

/** What is wrong with a body as a picture; a form may well hold one. */
function faultOf({ headers }: Request, file: Uint8Array): string | undefined {
  const fault = uploadFault(file);
  const isForm = /^multipart\//i.test(headers.get('Content-Type') ?? '');
  return fault && isForm ? 'is a form; send the file itself, as curl --data-binary @FILE does' : fault;
}

/** The tag is the digest itself, so that the bytes are fetched only when they are sent. */
async function serve(c: Context<App>): Promise<Response> {
  const [, name, kind] =
    (/^(.*)\.(png|webp)$/.exec(c.req.param('file') ?? '') as [string, string, ImageKind] | null) ?? [];
  const digest = Digest.safeParse(name);
  const image = digest.success && kind ? await headOfImage(c.env.RESULTS, digest.data, kind) : null;
  if (!image || !digest.success || !kind) return refuse(c, { reason: 'not-found', what: 'there is no such image' });
  const headers = { 'Cache-Control': 'public, max-age=31536000, immutable', ETag: `"${digest.data}"` };
  if (isHeld(c.req.header('If-None-Match'), headers.ETag)) return c.body(null, 304, headers);
  const body = c.req.method === 'HEAD' ? null : await bodyOfImage(c.env.RESULTS, digest.data, kind);
  const whole = { ...headers, 'Content-Type': mediaTypes[kind], 'Content-Length': String(image.size) };
  return new Response(body, { headers: whole });
}
