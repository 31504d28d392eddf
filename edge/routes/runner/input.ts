import { Digest } from '@manifold/shared/image/digest';
import type { Context } from 'hono';
import type { Env } from '../../env.ts';
import { readInput } from '../../store/inputs.ts';
import { refuse } from '../reply.ts';

/** The bytes of an input picture that a leased recipe names. */
export async function input(c: Context<{ Bindings: Env }>): Promise<Response> {
  const digest = Digest.safeParse(c.req.param('digest'));
  const picture = digest.success ? await readInput(c.env.RESULTS, digest.data) : null;
  if (!picture) return refuse(c, { reason: 'not-found', what: 'there is no such input picture' });
  return new Response(picture.body, { headers: { 'Content-Type': 'application/octet-stream' } });
}
