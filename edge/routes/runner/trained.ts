import { Digest } from '@manifold/shared/image/digest';
import type { TrainedFiles, TrainedList } from '@manifold/shared/protocol/lease';
import type { Context } from 'hono';
import type { Env } from '../../env.ts';
import { readFilePart } from '../../store/files.ts';
import { readResult } from '../../store/results.ts';
import { newestTrained } from '../../store/trained.ts';
import { refuse } from '../reply.ts';

type App = { Bindings: Env };

/** The bundles that were trained and that every runner is to serve. */
export async function trainedList(c: Context<App>): Promise<Response> {
  return c.json({ bundles: await newestTrained(c.env.DB) } satisfies TrainedList, 200);
}

/** The files of a bundle that was trained. */
export async function trainedFiles(c: Context<App>): Promise<Response> {
  const id = Digest.safeParse(c.req.param('id'));
  const result = id.success ? await readResult(c.env.RESULTS, id.data) : undefined;
  if (!result || !('files' in result)) return refuse(c, { reason: 'not-found', what: 'there is no such training' });
  return c.json({ files: result.files } satisfies TrainedFiles, 200);
}

/** The bytes of a part of such a file. */
export async function trainedPart(c: Context<App>): Promise<Response> {
  const digest = Digest.safeParse(c.req.param('digest'));
  const part = digest.success ? await readFilePart(c.env.RESULTS, digest.data) : null;
  if (!part) return refuse(c, { reason: 'not-found', what: 'there is no such part of a file' });
  return new Response(part.body, { headers: { 'Content-Type': 'application/octet-stream' } });
}
