import type { z } from '@hono/zod-openapi';
import { Problem } from '@manifold/shared/protocol/problem';
import { problemType } from './reply.ts';

const meanings = {
  400: 'The body is not JSON',
  401: 'Credentials are missing or wrong',
  403: 'This is not open here',
  404: 'There is nothing here',
  409: 'This attempt no longer holds the lease',
  413: 'The body is too large',
  415: 'The body is not application/json',
  422: 'The request is not valid; `errors` says which fields and why',
} as const;

/** A response in the API's description: JSON of a schema. */
export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** Responses in the API's description: problems of these statuses. */
export function problems(...statuses: (keyof typeof meanings)[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: meanings[status], content: { [problemType]: { schema: Problem } } },
    ]),
  );
}
