import { type Digest, digestOf } from '@manifold/shared/image/digest';
import { inputLimits } from '@manifold/shared/image/input-limits';
import { partBytes } from '@manifold/shared/protocol/file';
import {
  type AnyCompletion,
  type CheckpointPost,
  type Failure,
  type Fence,
  LeaseReply,
  type LeaseRequest,
  leaseSeconds,
  type ProgressPost,
  ProgressReply,
  type Register,
  TrainedFiles,
  TrainedList,
} from '@manifold/shared/protocol/lease';
import { Problem } from '@manifold/shared/protocol/problem';
import type { z } from 'zod';
import { type Outcome, ok, type Refusal } from './outcome.ts';

/** The edge's runner routes (shared/protocol/lease.ts), one request each; who calls decides about trying again. */
export interface Client {
  register(body: Register, signal: AbortSignal): Promise<Outcome<void>>;
  leases(body: LeaseRequest, signal: AbortSignal): Promise<Outcome<LeaseReply>>;
  progress(computation: Digest, body: ProgressPost, signal: AbortSignal): Promise<Outcome<ProgressReply>>;
  /** The bytes of an input picture; a wrong digest is a refusal. */
  input(digest: Digest, signal: AbortSignal): Promise<Outcome<Uint8Array>>;
  /** The bundles that were trained and that every runner is to serve, newest first. */
  trained(signal: AbortSignal): Promise<Outcome<TrainedList>>;
  /** The files of one of them. */
  trainedFiles(id: Digest, signal: AbortSignal): Promise<Outcome<TrainedFiles>>;
  /** The bytes of a part of such a file; a wrong digest is a refusal. */
  trainedPart(digest: Digest, signal: AbortSignal): Promise<Outcome<Uint8Array>>;
  upload(computation: Digest, fence: Fence, image: Upload, signal: AbortSignal): Promise<Outcome<void>>;
  uploadPart(
    computation: Digest,
    fence: Fence,
    kind: PartKind,
    part: Part,
    signal: AbortSignal,
  ): Promise<Outcome<void>>;
  /** The bytes of a part of a checkpoint; a wrong digest is a refusal. */
  checkpointPart(computation: Digest, digest: Digest, signal: AbortSignal): Promise<Outcome<Uint8Array>>;
  keepCheckpoint(computation: Digest, body: CheckpointPost, signal: AbortSignal): Promise<Outcome<void>>;
  complete(computation: Digest, body: AnyCompletion, signal: AbortSignal): Promise<Outcome<void>>;
  fail(computation: Digest, body: Failure, signal: AbortSignal): Promise<Outcome<void>>;
  release(computation: Digest, body: Fence, signal: AbortSignal): Promise<Outcome<void>>;
}

export interface Upload {
  readonly digest: Digest;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: 'image/png' | 'image/webp';
}

/** Part of a file, and what the file is of: a result or a checkpoint. */
export interface Part {
  readonly digest: Digest;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
export type PartKind = 'files' | 'checkpoint';

export interface ClientOptions {
  /** Address of the edge. */
  readonly edge: URL;
  readonly secret: string;
  readonly fetch: typeof fetch;
  /** Called whenever the edge has answered a request as asked. */
  readonly onAnswer: () => void;
}

/** Milliseconds that an answer may take. A progress post is short, so that a hung one cannot cost the lease. */
const timeouts = { post: 10_000, progress: leaseSeconds * 250, transfer: 30_000, beyondWait: 10_000 };

/** Bytes a second of the slowest line that files are brought over: half of what a household's line of 1 Mbit/s sends. */
const slowestLine = 65_536;

/**
 * Milliseconds that bringing so many bytes to the edge, or from there, may take: a part in full 286 s. Heartbeats go on
 * meanwhile, so that the lease outlives it.
 */
export function transferMs(bytes: number): number {
  return timeouts.transfer + Math.ceil((bytes / slowestLine) * 1000);
}

/** What trying again may mend, besides 5xx: a request came too slowly, too early or too often. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * What trying again may mend as well where no problem document says that it is the edge's own word: a firewall or a login that stands
 * between answers so for a while.
 */
const fromBetween: ReadonlySet<number> = new Set([401, 403, 409]);

interface Send {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly type?: string;
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** A client that speaks to the edge with the runner's secret as a bearer token; the secret is in no outcome. */
export function edgeClient({ edge, secret, fetch, onAnswer }: ClientOptions): Client {
  const send = async (request: Send): Promise<Outcome<Response>> => {
    try {
      const response = await fetch(routeOf(edge, request.path), initOf(request, secret));
      if (response.ok) onAnswer();
      return ok(response);
    } catch (error) {
      return thrown(error, request.signal);
    }
  };
  const post = async (path: string, body: unknown, signal: AbortSignal, timeout = timeouts.post) =>
    answered(await send({ path, body: JSON.stringify(body), signal, timeout }));
  const get = (path: string, signal: AbortSignal, timeout = timeouts.post) =>
    send({ method: 'GET', path, timeout, signal }).then(answered);
  const nothing = async (answer: Promise<Outcome<Response>>): Promise<Outcome<void>> => drained(await answer);
  const of = (computation: Digest, verb: string) => `computations/${computation}/${verb}`;

  return {
    register: (body, signal) => nothing(post('register', body, signal)),
    leases: async (body, signal) => {
      const timeout = body.wait * 1000 + timeouts.beyondWait;
      return parsed(await post('leases', body, signal, timeout), LeaseReply, signal);
    },
    progress: async (computation, body, signal) =>
      parsed(await post(of(computation, 'progress'), body, signal, timeouts.progress), ProgressReply, signal),
    upload: (computation, { generation, attempt }, { digest, bytes, type }, signal) => {
      const path = `${of(computation, 'images')}/${digest}?generation=${generation}&attempt=${attempt}`;
      const put = { method: 'PUT', path, body: bytes, type, timeout: transferMs(bytes.length), signal } as const;
      return nothing(send(put).then(answered));
    },
    input: async (digest, signal) => {
      return bytesOf(await get(`inputs/${digest}`, signal, transferMs(inputLimits.bytes)), digest, signal);
    },
    trained: async (signal) => parsed(await get('trained', signal), TrainedList, signal),
    trainedFiles: async (id, signal) => parsed(await get(`trained/${id}`, signal), TrainedFiles, signal),
    trainedPart: async (digest, signal) =>
      bytesOf(await get(`files/${digest}`, signal, transferMs(partBytes)), digest, signal),
    uploadPart: (computation, { generation, attempt }, kind, { digest, bytes }, signal) => {
      const path = `${of(computation, kind)}/${digest}?generation=${generation}&attempt=${attempt}`;
      const put = { method: 'PUT', path, body: bytes, type: 'application/octet-stream', signal } as const;
      return nothing(send({ ...put, timeout: transferMs(bytes.length) }).then(answered));
    },
    checkpointPart: async (computation, digest, signal) => {
      const path = `${of(computation, 'checkpoint')}/${digest}`;
      return bytesOf(await get(path, signal, transferMs(partBytes)), digest, signal);
    },
    keepCheckpoint: (computation, body, signal) => nothing(post(of(computation, 'checkpoint'), body, signal)),
    complete: (computation, body, signal) => nothing(post(of(computation, 'complete'), body, signal)),
    fail: (computation, body, signal) => nothing(post(of(computation, 'fail'), body, signal)),
    release: (computation, body, signal) => nothing(post(of(computation, 'release'), body, signal)),
  };
}

/** The edge may live under a path of its own. */
function routeOf(edge: URL, path: string): URL {
  return new URL(`${edge.pathname.replace(/\/*$/, '')}/runner/v1/${path}`, edge);
}

function initOf({ method = 'POST', body, type = 'application/json', timeout, signal }: Send, secret: string) {
  return {
    method,
    ...(body !== undefined && { body }),
    headers: { authorization: `Bearer ${secret}`, 'content-type': type },
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
  } satisfies RequestInit;
}

/** Undici says only "fetch failed"; its cause says what failed. */
function thrown(error: unknown, signal: AbortSignal): Refusal {
  if (signal.aborted) return { kind: 'aborted' };
  if (!(error instanceof Error)) return { kind: 'unreachable', detail: String(error) };
  const cause = error.cause instanceof Error ? (error.cause as NodeJS.ErrnoException) : undefined;
  return { kind: 'unreachable', detail: cause ? cause.code || cause.message : error.message };
}

/** Turns an answer's status into the outcome it means. */
async function answered(outcome: Outcome<Response>): Promise<Outcome<Response>> {
  if (outcome.kind !== 'ok' || outcome.value.ok) return outcome;
  const { status, statusText, headers } = outcome.value;
  const problem = Problem.safeParse(await outcome.value.json().catch(() => undefined));
  // The problem's own words (RFC 9457), or the bare status of whatever else stands between.
  const detail = `${status} ${problem.success ? problem.data.detail : statusText}`.trim();
  const isPassing = passing.has(status) || status >= 500 || (fromBetween.has(status) && !problem.success);
  if (status === 401 && !isPassing) return { kind: 'unauthorised', detail };
  if (status === 409 && !isPassing) return { kind: 'stale', detail };
  return isPassing ? { kind: 'unreachable', detail, ...retryAfter(headers) } : { kind: 'refused', detail };
}

function retryAfter(headers: Headers): { retryAfter?: number } {
  const seconds = Number.parseInt(headers.get('retry-after') ?? '', 10);
  return seconds > 0 ? { retryAfter: seconds * 1000 } : {};
}

/** Checks an answer against its schema: the edge is trusted, but what lies between may answer in its place. */
async function parsed<S extends z.ZodType>(
  outcome: Outcome<Response>,
  schema: S,
  signal: AbortSignal,
): Promise<Outcome<z.output<S>>> {
  if (outcome.kind !== 'ok') return outcome;
  try {
    const reply = schema.safeParse(await outcome.value.json());
    if (reply.success) return ok(reply.data);
    return { kind: 'refused', detail: `the answer is not what the protocol says: ${reply.error.issues[0]?.message}` };
  } catch (error) {
    return thrown(error, signal);
  }
}

/** The bytes of an answer, which have the digest that they were asked for by. */
async function bytesOf(outcome: Outcome<Response>, digest: Digest, signal: AbortSignal): Promise<Outcome<Uint8Array>> {
  if (outcome.kind !== 'ok') return outcome;
  try {
    const bytes = new Uint8Array(await outcome.value.arrayBuffer());
    const found = await digestOf(bytes);
    return found === digest ? ok(bytes) : { kind: 'refused', detail: `the bytes have the digest ${found}` };
  } catch (error) {
    return thrown(error, signal);
  }
}

/** An answer without content; its body is let go, so that the connection can be used again. */
async function drained(outcome: Outcome<Response>): Promise<Outcome<void>> {
  if (outcome.kind !== 'ok') return outcome;
  await outcome.value.body?.cancel();
  return ok(undefined);
}
