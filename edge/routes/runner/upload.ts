import { Digest } from '@manifold/shared/image/digest';
import { formatOf } from '@manifold/shared/image/format';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Env } from '../../env.ts';
import { computationOf } from '../../jobs/names.ts';
import { type Result, refused } from '../../refusal.ts';
import { type ImageKind, writeImage } from '../../store/results.ts';
import { refuse } from '../reply.ts';
import { fenceIn } from './fence.ts';
import { readNamed } from './named-bytes.ts';

/** Bytes of an image. */
const imageLimit = 16_000_000;

const kinds: Readonly<Record<string, ImageKind>> = { PNG: 'png', WebP: 'webp' };

const Place = z.object({ id: Digest, digest: Digest });
/** Stores an image of the live attempt under its digest. */
export async function upload(c: Context<{ Bindings: Env }>): Promise<Response> {
  const place = Place.safeParse(c.req.param());
  if (!place.success) return refuse(c, { reason: 'not-found', what: 'images are named by their digests' });
  const fence = fenceIn(c.req.query());
  if (!fence.ok) return refuse(c, fence.refusal);
  const heard = await computationOf(c.env, place.data.id).hear(fence.value);
  if (!heard.ok) return refuse(c, heard.refusal);
  if (heard.value.cancel) return refuse(c, { reason: 'stale-attempt' });
  const image = await readImage(c.req.raw, place.data.digest);
  if (!image.ok) return refuse(c, image.refusal);
  const { kind, bytes } = image.value;
  await writeImage(c.env.RESULTS, place.data.digest, kind, bytes);
  return c.body(null, 204);
}

type Image = { kind: ImageKind; bytes: Uint8Array<ArrayBuffer> };

async function readImage(request: Request, named: Digest): Promise<Result<Image>> {
  const bytes = await readNamed(request, named, imageLimit);
  if (!bytes.ok) return bytes;
  const kind = kinds[formatOf(bytes.value) ?? ''];
  return kind ? { ok: true, value: { kind, bytes: bytes.value } } : refused({ reason: 'not-an-image' });
}
