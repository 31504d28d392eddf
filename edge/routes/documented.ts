import { z } from '@hono/zod-openapi';
import { Problem } from '@manifold/shared/protocol/problem';
import { problemType } from './reply.ts';

const meanings = {
  400: 'The body is not JSON',
  401: 'Credentials are missing or wrong',
  403: 'This is not open here',
  404: 'There is nothing here',
  409: 'This attempt no longer holds the lease',
  413: 'The body is too large',
  415: 'The body is compressed, or of a type that is not taken here',
  422: 'The request is not valid; `detail` says why, and `errors`, where fields are at fault, which of them',
} as const;
type ProblemStatus = keyof typeof meanings;

/** Headers of answers: whether they always come, and what they say. */
const headers = {
  Allow: { required: true, description: 'The methods that are' },
  ETag: {
    required: true,
    description: 'Names what was sent; as If-None-Match, it is answered with 304 while that is the same',
  },
  'Idempotent-Replay': { required: true, description: '`true`: the job had been asked for before, under this key' },
  Location: { required: true, description: 'The address of the job' },
  'Preference-Applied': {
    required: false,
    description: 'The wait that was granted, where one was asked for: `wait=30`',
  },
  'WWW-Authenticate': { required: true, description: 'How to prove who one is (RFC 9110, section 11.6.1)' },
} as const;
type HeaderName = keyof typeof headers;

/** The headers of a response in the API's description. */
export function carrying(...names: HeaderName[]) {
  const entries = names.map((name) => [name, { ...headers[name], schema: { type: 'string' as const } }] as const);
  return { headers: Object.fromEntries(entries) };
}

/** A response in the API's description: JSON of a schema. */
export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** A response in the API's description: bytes of one of these media types. */
export function bytes(mediaTypes: readonly string[], description: string) {
  const content = mediaTypes.map((type) => [type, { schema: { type: 'string' as const, format: 'binary' } }] as const);
  return { description, content: Object.fromEntries(content) };
}

/** Request headers in the API's description: those of one that asks only for what is new. */
export const conditional = z.object({
  'If-None-Match': z.string().optional().openapi({ description: 'The ETag of what the client has' }),
});

/** A response in the API's description: what the client's If-None-Match names is what there is. */
export const notModified = { 304: { description: 'As you have it', ...carrying('ETag') } };

/** Responses in the API's description: problems of these statuses. */
export function problems(...statuses: ProblemStatus[]) {
  return Object.fromEntries(statuses.map((status) => [status, problemResponse(status)]));
}

function problemResponse(status: ProblemStatus) {
  const challenge = status === 401 ? carrying('WWW-Authenticate') : {};
  return { description: meanings[status], content: { [problemType]: { schema: Problem } }, ...challenge };
}

/** The answer to a method that an address does not take; it belongs to no operation. */
export const methodNotAllowed = {
  description: 'This method is not for this address',
  content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } },
  ...carrying('Allow'),
};
