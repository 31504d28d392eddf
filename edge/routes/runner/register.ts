import { Register } from '@manifold/shared/protocol/lease';
import type { Context } from 'hono';
import type { Env } from '../../env.ts';
import { registerManifests } from '../../store/manifests.ts';
import { refuse } from '../reply.ts';
import { readPost } from './post.ts';

/** A runner comes up: its bundles are served from now on. */
export async function register(c: Context<{ Bindings: Env }>): Promise<Response> {
  const post = await readPost(c.req.raw, Register);
  if (!post.ok) return refuse(c, post.refusal);
  await registerManifests(c.env.DB, post.value.manifests, Date.now());
  return c.body(null, 204);
}
