import { Digest } from '@manifold/shared/image/digest';
import { partBytes } from '@manifold/shared/protocol/file';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Env } from '../../env.ts';
import { computationOf } from '../../jobs/names.ts';
import { type Part, type PartKind, readPart, writePart } from '../../store/files.ts';
import { refuse } from '../reply.ts';
import { fenceIn } from './fence.ts';
import { readNamed } from './named-bytes.ts';

type App = { Bindings: Env };

const Place = z.object({ id: Digest, digest: Digest });

/** Stores a part of a file of the live attempt under its digest. */
export function uploadPart(kind: PartKind) {
  return async (c: Context<App>): Promise<Response> => {
    const place = Place.safeParse(c.req.param());
    if (!place.success) return refuse(c, { reason: 'not-found', what: 'parts are named by their digests' });
    const fence = fenceIn(c.req.query());
    if (!fence.ok) return refuse(c, fence.refusal);
    const { id, digest } = place.data;
    const computation = computationOf(c.env, id);
    const heard = await (kind === 'checkpoint' ? computation.awaitParts(fence.value) : computation.hear(fence.value));
    if (!heard.ok) return refuse(c, heard.refusal);
    if (heard.value.cancel) return refuse(c, { reason: 'stale-attempt' });
    const bytes = await readNamed(c.req.raw, digest, partBytes);
    if (!bytes.ok) return refuse(c, bytes.refusal);
    const stored = store(c.env, { kind, computation: id, digest }, bytes.value);
    // A runner that is told of the cancellation hangs up, which would end this in the middle.
    c.executionCtx.waitUntil(stored);
    await stored;
    return c.body(null, 204);
  };
}

/** The computation is told of a checkpoint's part: it may have ended meanwhile. */
async function store(env: Env, part: Part, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  await writePart(env.RESULTS, part, bytes);
  if (part.kind === 'checkpoint') await computationOf(env, part.computation).partStored();
}

/** The bytes of a part of a checkpoint, for the attempt that goes on from it. */
export async function checkpointPart(c: Context<App>): Promise<Response> {
  const place = Place.safeParse(c.req.param());
  const part = place.success
    ? await readPart(c.env.RESULTS, { kind: 'checkpoint', computation: place.data.id, digest: place.data.digest })
    : null;
  if (!part) return refuse(c, { reason: 'not-found', what: 'there is no such part of a checkpoint' });
  return new Response(part.body, { headers: { 'Content-Type': 'application/octet-stream' } });
}
