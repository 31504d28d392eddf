import { Digest } from '@manifold/shared/image/digest';
import {
  AnyCompletion,
  CheckpointPost,
  Failure,
  Fence,
  leaseSeconds,
  ProgressPost,
  type ProgressReply,
} from '@manifold/shared/protocol/lease';
import type { Context } from 'hono';
import type { z } from 'zod';
import type { Env } from '../../env.ts';
import { computationOf } from '../../jobs/names.ts';
import { type Result, refused } from '../../refusal.ts';
import { refuse } from '../reply.ts';
import { readPost } from './post.ts';

type App = { Bindings: Env };
type Stub = ReturnType<typeof computationOf>;

export async function progress(c: Context<App>): Promise<Response> {
  const heard = await posted(c, ProgressPost, (computation, post) => computation.hear(post));
  if (!heard.ok) return refuse(c, heard.refusal);
  return c.json({ cancel: heard.value.cancel, leaseSeconds } satisfies ProgressReply, 200);
}

export function complete(c: Context<App>): Promise<Response> {
  return acknowledged(c, AnyCompletion, (computation, completion) => computation.complete(completion));
}

export function keepCheckpoint(c: Context<App>): Promise<Response> {
  return acknowledged(c, CheckpointPost, (computation, post) => computation.keepCheckpoint(post));
}

export function fail(c: Context<App>): Promise<Response> {
  return acknowledged(c, Failure, (computation, failure) => computation.fail(failure));
}

export function release(c: Context<App>): Promise<Response> {
  return acknowledged(c, Fence, (computation, fence) => computation.release(fence));
}

async function acknowledged<S extends z.ZodType>(
  c: Context<App>,
  schema: S,
  tell: (computation: Stub, post: z.infer<S>) => Promise<Result<undefined>>,
): Promise<Response> {
  const told = await posted(c, schema, tell);
  return told.ok ? c.body(null, 204) : refuse(c, told.refusal);
}

async function posted<S extends z.ZodType, T>(
  c: Context<App>,
  schema: S,
  tell: (computation: Stub, post: z.infer<S>) => Promise<Result<T>>,
): Promise<Result<T>> {
  const id = Digest.safeParse(c.req.param('id'));
  if (!id.success) return refused({ reason: 'not-found', what: 'a computation is named by a digest' });
  const post = await readPost(c.req.raw, schema);
  return post.ok ? tell(computationOf(c.env, id.data), post.value) : post;
}
