import { JobEvent } from '@manifold/shared/protocol/event';
import type { Problem } from '@manifold/shared/protocol/problem';
import { abortWith } from './abort.ts';
import { backoffMs, sleepUntilOnline } from './backoff.ts';
import { problemOf } from './client.ts';
import { makeSilence, type Silence } from './silence.ts';
import { makeSharedSlots, makeSlots } from './slots.ts';
import { takeEvents } from './sse.ts';

export interface EventHandlers {
  onEvent(event: JobEvent): void;
  /** The stream is refused for good: there is no such job. */
  onRefused(problem: Problem): void;
  /** The job had ended, and its last event went by unseen. */
  onMissed(): void;
  /** Whether the server can be heard. */
  onContact(heard: boolean): void;
}

/** Silence after which a stream is taken for dead and begun anew: two of the server's heartbeats went by. */
const silenceMs = 35_000;

/** How long a stream may take to begin; a server that lets none begin counts as not heard. */
const openMs = 20_000;

/** How long a stream keeps its turn while another waits for one; a stream that comes back is told the latest progress at once. */
const turnMs = 1_200;

/** A stream whose turn ended comes back as soon as the other has had its chance. */
const turnPauseMs = 50;

/**
 * Over HTTP/1.1 a browser keeps six connections to a host, which all tabs share: the streams of all tabs take turns at three of
 * them. A page that is served without TLS from another machine has no locks to share by: there each tab has three.
 */
const slots = globalThis.navigator?.locks ? makeSharedSlots('manifold.stream', 3, navigator.locks) : makeSlots(3);

/**
 * Follows the events of a job until it ends, through broken connections: after a break it waits (longer each time, with jitter),
 * then asks for what came after the last event that it saw. Returns the function that stops it.
 */
export function makeEventReader(jobId: string, handlers: EventHandlers): () => void {
  const stop = new AbortController();
  const reader: Reader = {
    url: `/v1/jobs/${encodeURIComponent(jobId)}/events`,
    lastId: undefined,
    ended: false,
    failures: 0,
    retryMs: 0,
  };
  void follow(reader, handlers, stop.signal);
  return () => stop.abort();
}

interface Reader {
  url: string;
  lastId: string | undefined;
  ended: boolean;
  /** Streams in a row that broke off, since one told anything. */
  failures: number;
  /** The least that the server wants to be waited before a stream is opened again. */
  retryMs: number;
}

/** How a stream ended: closed from here, or at the server's end; `unheard` where no server was. */
type Ending = 'closed' | 'broken' | 'unheard';

async function follow(reader: Reader, handlers: EventHandlers, stop: AbortSignal): Promise<void> {
  while (!reader.ended && !stop.aborted) {
    const release = await slots.acquire();
    const ending = await readOnce(reader, handlers, stop).finally(release);
    if (reader.ended || stop.aborted) return;
    if (ending === 'unheard') handlers.onContact(false);
    reader.failures = ending === 'closed' ? 0 : reader.failures + 1;
    await sleepUntilOnline(ending === 'closed' ? turnPauseMs : pauseOf(reader), stop);
  }
}

function pauseOf({ failures, retryMs }: Reader): number {
  return Math.max(retryMs, backoffMs(failures, Math.random));
}

/** Reads one stream to its end, or for a turn. */
async function readOnce(reader: Reader, handlers: EventHandlers, stop: AbortSignal): Promise<Ending> {
  const close = new AbortController();
  const silence = makeSilence(openMs, silenceMs, () => close.abort());
  let isHeard = false;
  try {
    abortWith(close, stop);
    const response = await openStream(reader, close.signal);
    silence.broken();
    if (response.status >= 502) return 'unheard';
    isHeard = true;
    handlers.onContact(true);
    if (response.status === 200 && response.body) await readBody(response.body, reader, handlers, { close, silence });
    else await readRefusal(response, reader, handlers);
    return 'broken';
  } catch {
    if (silence.isOver()) return isHeard ? 'broken' : 'unheard';
    return close.signal.aborted ? 'closed' : 'unheard';
  } finally {
    silence.stop();
    close.abort();
  }
}

/** What is neither the end of the job nor the lack of it may be a stream another time. */
async function readRefusal(response: Response, reader: Reader, handlers: EventHandlers): Promise<void> {
  const { status } = response;
  reader.ended = status === 204 || status === 404;
  if (status === 204) handlers.onMissed();
  else if (reader.ended) handlers.onRefused(problemOf(await response.json().catch(() => undefined), status));
}

function openStream(reader: Reader, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { accept: 'text/event-stream' };
  if (reader.lastId !== undefined) headers['last-event-id'] = reader.lastId;
  return fetch(reader.url, { headers, signal, credentials: 'same-origin', cache: 'no-store' });
}

async function readBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  reader: Reader,
  handlers: EventHandlers,
  { close, silence }: { close: AbortController; silence: Silence },
): Promise<void> {
  const opened = Date.now();
  let rest = '';
  const turn = setInterval(async () => {
    if (Date.now() - opened >= turnMs && (await slots.contended())) close.abort();
  }, turnMs / 4);
  const text = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let piece = await text.read(); !piece.done; piece = await text.read()) {
      silence.broken();
      const taken = takeEvents(rest + piece.value);
      rest = taken.rest;
      reader.retryMs = taken.retryMs ?? reader.retryMs;
      if (taken.isAlive) reader.failures = 0;
      for (const { id, data } of taken.events) deliver(id, data, reader, handlers);
      if (reader.ended) close.abort();
    }
  } finally {
    clearInterval(turn);
  }
}

/** What is no event of this version is passed over. */
function deliver(id: string | undefined, data: string, reader: Reader, handlers: EventHandlers): void {
  if (id !== undefined) reader.lastId = id;
  const event = JobEvent.safeParse(parseJson(data)).data;
  if (!event) return;
  reader.ended ||= event.type === 'done' || event.type === 'failed' || event.type === 'cancelled';
  handlers.onEvent(event);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
