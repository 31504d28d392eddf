import { type ProblemKind, problemKinds } from '@manifold/shared/protocol/problem';
import { Hono } from 'hono';
import type { Env } from '../env.ts';
import { escaped, page } from '../share/html.ts';
import { refuse } from './reply.ts';

/** What each kind of problem means to whoever meets it, and what to do. */
const explanations: Record<ProblemKind, string> = {
  'invalid-request':
    'The request could be read, but not carried out. `detail` says why; where fields of a body in JSON are at fault, `errors` lists each by its JSON pointer with what is wrong and what would be right. Mend those and send it again.',
  'malformed-json': 'The body could not be read as JSON in UTF-8. Check quotes, commas and the encoding.',
  'unsupported-media-type':
    'Requests in JSON must say so: send the header Content-Type: application/json. No body may be compressed: leave Content-Encoding out.',
  'body-too-large': 'The body is longer than any sensible request. `detail` says how many bytes are allowed.',
  'body-broken-off': 'The connection, or an encoding by chunks, ended before the body did. Send the request again.',
  'unknown-bundle': 'No runner has registered a bundle of this name. GET /v1/bundles lists those that are served.',
  'not-found': 'Nothing has this address. Ids are case-sensitive; results exist once their job is done.',
  'method-not-allowed':
    'The address exists, but not for this method. The header Allow lists the methods that it takes.',
  'idempotency-mismatch':
    'An Idempotency-Key stands for one request. It came before with another body; send the old body, or a new key.',
  unauthorised:
    'This part of the API is for runners, or for the operator, who show a secret as a bearer token: Authorization: Bearer ...',
  forbidden: 'This deployment was set up without what you ask for. Its operator can open it.',
  'stale-attempt':
    'A lease ran out and was given to another runner, or was cancelled or handed back, so what this attempt says counts no more. Drop the work.',
  'digest-mismatch': 'The bytes that arrived are not those that their digest names. Send them again.',
  'unusable-picture':
    'A picture that was sent, or that a job names, cannot be worked on: it is no PNG, JPEG or WebP, damaged, too large, too small or too narrow, takes too long to decode, or it is a mask that does not fit its picture or redraws nothing or all of it. `detail` says which it is and what would be right; of a job, `errors` names the field. Upload another and ask with that: the same one would most likely fail again.',
  'computation-failed':
    'Several attempts at the computation failed, or one as any other would, or it waited for a revision of its bundle that is served no more. `detail` says which. Asking again starts it afresh, under a new Idempotency-Key if you send one.',
  internal: 'This is our fault, not yours. The request may be sent again; with an Idempotency-Key that is safe.',
};

/** Explains the kinds of problem, each at the address that is its `type`. */
export function problemRoutes(): Hono<{ Bindings: Env }> {
  const app = new Hono<{ Bindings: Env }>();
  app.get('/problems/:kind', (c) => {
    const kind = c.req.param('kind');
    if (!isKind(kind)) return refuse(c, { reason: 'not-found', what: 'there is no such kind of problem' });
    const { title, status } = problemKinds[kind];
    const explanation = explanations[kind];
    c.header('Vary', 'Accept');
    if (!c.req.header('Accept')?.includes('text/html')) return c.json({ kind, title, status, explanation }, 200);
    const lead = `<p>${escaped(kind)} · HTTP ${status}</p>`;
    return c.html(page(title, `<h1>${escaped(title)}</h1>${lead}<p>${escaped(explanation)}</p>`));
  });
  return app;
}

function isKind(kind: string): kind is ProblemKind {
  return Object.hasOwn(problemKinds, kind);
}
