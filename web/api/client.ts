import { InputPicture } from '@manifold/shared/protocol/input';
import { AnyJob, Job } from '@manifold/shared/protocol/job';
import { Manifest } from '@manifold/shared/protocol/manifest';
import { Problem } from '@manifold/shared/protocol/problem';
import { AnyResult, Result } from '@manifold/shared/protocol/result';
import { z } from 'zod';
import { notUnderstood, type Reply, trainingInstead, unreachable } from './reply.ts';
import type { JobBody } from './request.ts';

const Bundles = z.object({ bundles: z.array(Manifest) }).transform(({ bundles }) => bundles);

/** Milliseconds within which a whole answer is there, or the server counts as not reached. */
const answerMs = 30_000;

/** The bundles that are served, whether or not a runner is up. */
export function listBundles(): Promise<Reply<Manifest[]>> {
  return ask('/v1/bundles', Bundles);
}

/** Asks for a job. The same `key` never makes a second one, so a request whose answer was lost may be sent again. */
export function createJob(request: JobBody, key: string): Promise<Reply<Job>> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  return ask('/v1/jobs', Job, { method: 'POST', headers, body: JSON.stringify(request) });
}

/** Uploads a picture to work on; a job names it by the digest that comes back. However long it takes, until `signal` aborts. */
export function uploadImage(picture: Blob, signal: AbortSignal): Promise<Reply<InputPicture>> {
  return ask('/v1/images', InputPicture, { method: 'POST', body: picture, signal });
}

/** A job for pictures. */
export async function getJob(id: string): Promise<Reply<Job>> {
  const reply = await getAnyJob(id);
  if (!reply.ok) return reply;
  const { value } = reply;
  return 'training' in value ? { ok: false, reached: true, problem: trainingInstead(id) } : { ok: true, value };
}

/** A job for pictures, or a training. */
export function getAnyJob(id: string): Promise<Reply<AnyJob>> {
  return ask(`/v1/jobs/${encodeURIComponent(id)}`, AnyJob);
}

/** Answers the job as it is from now on: one that has ended stays as it was. */
export function cancelJob(id: string): Promise<Reply<AnyJob>> {
  return ask(`/v1/jobs/${encodeURIComponent(id)}`, AnyJob, { method: 'DELETE' });
}

export function getResult(id: string): Promise<Reply<Result>> {
  return ask(`/v1/results/${encodeURIComponent(id)}`, Result);
}

/** Pictures, or what a training left. */
export function getAnyResult(id: string): Promise<Reply<AnyResult>> {
  return ask(`/v1/results/${encodeURIComponent(id)}`, AnyResult);
}

/** Without a signal of its own, a request is given up after `answerMs`. */
async function ask<T>(path: string, schema: z.ZodType<T>, init: RequestInit = {}): Promise<Reply<T>> {
  if (init.signal) return answerTo(path, schema, init.signal, init);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), answerMs);
  return answerTo(path, schema, late.signal, init).finally(() => clearTimeout(timer));
}

async function answerTo<T>(
  path: string,
  schema: z.ZodType<T>,
  signal: AbortSignal,
  init: RequestInit,
): Promise<Reply<T>> {
  const answer = await received(path, { ...init, signal }).catch(() => undefined);
  if (!answer || signal.aborted) return { ok: false, reached: false, problem: unreachable() };
  const { ok, status, body } = answer;
  if (!ok) return { ok: false, reached: status < 502, problem: problemOf(body, status) };
  const parsed = schema.safeParse(body);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, reached: true, problem: notUnderstood(status) };
}

/** A whole answer, whose body is undefined where that is no JSON; rejects where it does not come, or is cut off. */
async function received(path: string, init: RequestInit): Promise<{ ok: boolean; status: number; body: unknown }> {
  const response = await fetch(path, { credentials: 'same-origin', ...init });
  const body: unknown = await response.json().catch((err: unknown) => {
    if (!(err instanceof SyntaxError)) throw err;
  });
  return { ok: response.ok, status: response.status, body };
}

/** The problem details of an answer's body; what is no problem details becomes some. */
export function problemOf(body: unknown, status: number): Problem {
  const parsed = Problem.safeParse(body);
  if (parsed.success) return parsed.data;
  return status >= 502 ? unreachable() : notUnderstood(status);
}
