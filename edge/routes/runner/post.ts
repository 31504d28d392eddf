import { fieldErrors } from '@manifold/shared/protocol/problem';
import type { z } from 'zod';
import { type Result, refused } from '../../refusal.ts';
import { readJson } from '../json-body.ts';

/** Bytes of a runner's post; a preview is the greater part, and a row of the event log holds it (2 MB at most). */
const postLimit = 1_500_000;

export async function readPost<S extends z.ZodType>(request: Request, schema: S): Promise<Result<z.infer<S>>> {
  const body = await readJson(request, postLimit);
  if (!body.ok) return body;
  const parsed = schema.safeParse(body.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return refused({ reason: 'invalid-request', errors: fieldErrors(parsed.error) });
}
