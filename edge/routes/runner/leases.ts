import { type LeaseReply, LeaseRequest } from '@manifold/shared/protocol/lease';
import type { Context } from 'hono';
import type { Env } from '../../env.ts';
import { brokerOf } from '../../jobs/names.ts';
import { notePresence } from '../../jobs/presence.ts';
import { refuse } from '../reply.ts';
import { readPost } from './post.ts';

/** Hands out leases, at the latest after `wait` seconds. */
export async function lease(c: Context<{ Bindings: Env }>): Promise<Response> {
  const post = await readPost(c.req.raw, LeaseRequest);
  if (!post.ok) return refuse(c, post.refusal);
  await notePresence(c.env.DB, post.value, Date.now());
  return c.json({ leases: await brokerOf(c.env).lease(post.value) } satisfies LeaseReply, 200);
}
