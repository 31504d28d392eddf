import { Digest } from '@manifold/shared/image/digest';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Env } from '../../env.ts';
import { computationOf } from '../../jobs/names.ts';
import { type Result, refused } from '../../refusal.ts';
import { writeImage } from '../../store/results.ts';
import { refuse } from '../reply.ts';
import { fenceIn } from './fence.ts';
import { readNamed } from './named-bytes.ts';

/** Bytes of an image. */
const imageLimit = 16_000_000;

/** PNG specification, section 5.2. */
const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

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
  await writeImage(c.env.RESULTS, place.data.digest, image.value);
  return c.body(null, 204);
}

async function readImage(request: Request, named: Digest): Promise<Result<Uint8Array<ArrayBuffer>>> {
  const bytes = await readNamed(request, named, imageLimit);
  const isPng = bytes.ok && pngSignature.every((byte, i) => bytes.value[i] === byte);
  return !bytes.ok || isPng ? bytes : refused({ reason: 'not-png' });
}
