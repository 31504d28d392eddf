import { type LeaseReply, LeaseRequest } from '@manifold/shared/protocol/lease';
import type { Context } from 'hono';
import type { Env } from '../../env.ts';
import { brokerOf } from '../../jobs/names.ts';
import { refuse } from '../reply.ts';
import { readPost } from './post.ts';

/** Hands out leases, at the latest after `wait` seconds. A runner that hangs up is dismissed, so that no lease goes to it. */
export async function lease(c: Context<{ Bindings: Env }>): Promise<Response> {
  const post = await readPost(c.req.raw, LeaseRequest);
  if (!post.ok) return refuse(c, post.refusal);
  const ticket = crypto.randomUUID();
  const { runner } = post.value;
  c.req.raw.signal.addEventListener('abort', () =>
    c.executionCtx.waitUntil(brokerOf(c.env).dismiss(runner, ticket) as Promise<void>),
  );
  const leases = await brokerOf(c.env).lease(post.value, ticket);
  return c.json({ leases } satisfies LeaseReply, 200);
}
