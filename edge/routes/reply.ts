import type { Problem } from '@manifold/shared/protocol/problem';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { problemOf, type Refusal } from '../refusal.ts';

export const problemType = 'application/problem+json';

/** No cache keeps a problem: what is not there may come. */
export function replyProblem(c: Context, problem: Problem, headers: Record<string, string> = {}): Response {
  const status = problem.status as ContentfulStatusCode;
  const all = { 'Content-Type': problemType, 'Cache-Control': 'no-store', ...headers };
  return c.body(JSON.stringify(problem), status, all);
}

export function refuse(c: Context, refusal: Refusal, headers?: Record<string, string>): Response {
  return replyProblem(c, problemOf(refusal), headers);
}
