import { z } from 'zod';
import { shortened } from '../recipe/shortened.ts';
import { detailOf } from './detail.ts';

/** The kinds of problem that the API answers with (RFC 9457): the last segment of `type`, with its title and HTTP status. */
export const problemKinds = {
  'invalid-request': { title: 'The request is not valid', status: 422 },
  'malformed-json': { title: 'The body is not JSON', status: 400 },
  'unsupported-media-type': { title: 'A body of this type or encoding is not taken here', status: 415 },
  'body-too-large': { title: 'The body is too large', status: 413 },
  'body-broken-off': { title: 'The body broke off', status: 400 },
  'unknown-bundle': { title: 'No such bundle is served here', status: 422 },
  'not-found': { title: 'There is nothing here', status: 404 },
  'method-not-allowed': { title: 'This method is not allowed here', status: 405 },
  'idempotency-mismatch': { title: 'This idempotency key was used for another request', status: 422 },
  unauthorised: { title: 'Credentials are missing or wrong', status: 401 },
  forbidden: { title: 'This is not open here', status: 403 },
  'stale-attempt': { title: 'This attempt no longer holds the lease', status: 409 },
  'digest-mismatch': { title: 'The bytes do not have the digest they are named by', status: 422 },
  'unusable-picture': { title: 'The picture cannot be used', status: 422 },
  'computation-failed': { title: 'The computation failed', status: 500 },
  internal: { title: 'Something went wrong here', status: 500 },
} as const satisfies Record<string, { title: string; status: number }>;
export type ProblemKind = keyof typeof problemKinds;

/** How much a problem says, whatever was sent: entries, and characters of each sentence and of a key in it. */
const most = { errors: 50, detail: 300, key: 60 } as const;

const FieldError = z
  .strictObject({
    pointer: z.string().meta({ description: 'JSON pointer (RFC 6901) to the field in the request' }),
    detail: z.string().meta({ description: 'What is wrong with it, and what would be right' }),
  })
  .meta({ id: 'FieldError' });
export type FieldError = z.infer<typeof FieldError>;

/** RFC 9457 problem details; `type` is `/problems/<kind>`, a page that explains the kind. */
export const Problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(FieldError)
      .min(1)
      .max(most.errors)
      .optional()
      .meta({ description: `The fields at fault; where they are many, the first ${most.errors}` }),
  })
  .meta({ id: 'Problem', description: 'Problem details, RFC 9457' });
export type Problem = z.infer<typeof Problem>;

/** Builds a problem of a known kind. `detail` is written for the client: it never carries an internal message. */
export function problem(kind: ProblemKind, detail: string, errors?: FieldError[]): Problem {
  const { title, status } = problemKinds[kind];
  const told = errors?.slice(0, most.errors).map(toldInShort);
  return { type: `/problems/${kind}`, title, status, detail, ...(told && told.length > 0 ? { errors: told } : {}) };
}

function toldInShort({ pointer, detail }: FieldError): FieldError {
  return { pointer, detail: shortened(detail, most.detail) };
}

/** What a schema found wrong with a request, as fields by JSON pointer with a sentence each; the first of very many. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return errorsIn(error.issues, []).slice(0, most.errors);
}

/** Of a value of a wrong type, nothing further is said. */
function errorsIn(issues: z.core.$ZodIssue[], parents: PropertyKey[]): FieldError[] {
  const misfits = new Set(issues.filter(({ code }) => code === 'invalid_type').map(({ path }) => pointerTo(path)));
  return issues
    .filter(({ code, path }) => code === 'invalid_type' || !misfits.has(pointerTo(path)))
    .flatMap((issue) => issueErrors(issue, parents));
}

function issueErrors(issue: z.core.$ZodIssue, parents: PropertyKey[]): FieldError[] {
  const path = [...parents, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      if (isOwnWord(issue)) return [{ pointer: pointerTo(path), detail: issue.message }];
      return issue.keys.slice(0, most.errors).map((key) => keyError([...path, key], unknownKey));
    case 'invalid_union':
      return unionErrors(issue, path);
    default:
      return [{ pointer: pointerTo(path), detail: detailOf(issue) }];
  }
}

const unknownKey = (key: string) => `unknown key ${key}; leave it out`;

/** What is wrong with the key that a path ends with, of which `say` is told in quotes. */
export function keyError(path: readonly PropertyKey[], say: (key: string) => string): FieldError {
  return { pointer: briefPointerTo(path), detail: say(`"${shortened(String(path.at(-1)), most.key)}"`) };
}

/** Whether the schema says in its own words what is wrong, and not zod in its. */
function isOwnWord({ message }: z.core.$ZodIssue): boolean {
  return !/^(Invalid|Unrecognized) /.test(message);
}

/**
 * Of a union's branches, the one that was meant speaks, unless the union has a word of its own; when the value has the shape of
 * none, all say what they take.
 */
function unionErrors(issue: z.core.$ZodIssueInvalidUnion, path: PropertyKey[]): FieldError[] {
  if (isOwnWord(issue)) return [{ pointer: pointerTo(path), detail: issue.message }];
  const shaped = issue.errors.filter((branch) => !branch.some(isWholeMisfit));
  if (shaped.length > 0) return errorsIn(closestBranch(shaped), path);
  const details = new Set(issue.errors.flat().filter(isWholeMisfit).map(detailOf));
  return [{ pointer: pointerTo(path), detail: details.size > 0 ? [...details].join(', or ') : detailOf(issue) }];
}

/** Whether the value itself is of a wrong kind, rather than too large, too long, or wrong in something in it. */
function isWholeMisfit({ path, code }: z.core.$ZodIssue): boolean {
  return path.length === 0 && !['unrecognized_keys', 'too_big', 'too_small'].includes(code);
}

/** The branch that knows most of the value's keys, and of those the one with the fewest faults. */
function closestBranch(branches: z.core.$ZodIssue[][]): z.core.$ZodIssue[] {
  const unknown = (issues: z.core.$ZodIssue[]) =>
    issues.reduce(
      (sum, issue) => sum + (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys.length : 0),
      0,
    );
  return branches.toSorted((a, b) => unknown(a) - unknown(b) || a.length - b.length)[0]!;
}

/** JSON pointer (RFC 6901) of a path; the whole document is the empty string. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The pointer where no key of the path is too long to repeat; else to what holds the first that is. */
export function briefPointerTo(path: readonly PropertyKey[]): string {
  const long = path.findIndex((key) => String(key).length > most.key);
  return pointerTo(long < 0 ? path : path.slice(0, long));
}
