import { setTimeout as sleep } from 'node:timers/promises';
import { JobEvent } from '@manifold/shared/protocol/event';
import { isFinal, Job } from '@manifold/shared/protocol/job';
import { Problem } from '@manifold/shared/protocol/problem';
import { Result } from '@manifold/shared/protocol/result';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Stack } from './stack.ts';

/** What answers requests for the edge. */
export type Edge = Pick<Stack, 'fetch'>;

export interface SeenEvent {
  readonly id: string;
  readonly event: JobEvent;
}

/** Fields of a technique, as they go over the wire. */
export type Asked = Readonly<Record<string, unknown>>;

export function post(edge: Edge, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return edge.fetch('/v1/jobs', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Asks for a sample; answers its job as it was accepted. */
export async function ask(edge: Edge, asked: Asked, headers: Record<string, string> = {}): Promise<Job> {
  const reply = await post(edge, { technique: 'sample', ...asked }, headers);
  if (!reply.ok) throw new Error(`refused with ${reply.status}: ${await reply.text()}`);
  return Job.parse(await reply.json());
}

export async function read(edge: Edge, id: string): Promise<Job> {
  return Job.parse(await (await edge.fetch(`/v1/jobs/${id}`)).json());
}

/** The events of a job's stream until it ends or breaks off. */
export async function* events(
  edge: Edge,
  id: string,
  lastEventId?: string,
  signal: AbortSignal | null = null,
): AsyncGenerator<SeenEvent> {
  const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
  const response = await edge.fetch(`/v1/jobs/${id}/events`, { headers, signal });
  if (response.status === 204) return;
  if (!response.ok || response.body === null) throw new Error(`no stream: ${response.status}`);
  const parsed = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const { id: place = '', data } of parsed) {
    yield { id: place, event: JobEvent.parse(JSON.parse(data)) };
  }
}

/**
 * Follows a job until an event is as wanted, coming back, as a browser does, whenever the stream breaks off. Throws the reason
 * of `signal` once that aborts.
 */
export async function until(
  edge: Edge,
  id: string,
  wanted: (event: JobEvent) => boolean,
  signal: AbortSignal | null = null,
): Promise<JobEvent> {
  let last: string | undefined;
  for (;;) {
    try {
      for await (const { id: place, event } of events(edge, id, last, signal)) {
        if (wanted(event)) return event;
        last = place;
      }
      const { state } = await read(edge, id);
      if (isFinal(state) && last !== undefined) throw new Error(`the job is ${state}, and what was awaited never came`);
    } catch (error) {
      if (signal?.aborted || !isBrokenConnection(error)) throw error;
      await sleep(100);
    }
  }
}

/** What fetch throws when the edge is away, or went in the middle of an answer. */
export function isBrokenConnection(error: unknown): boolean {
  return error instanceof TypeError && /fetch failed|terminated/.test(error.message);
}

/** Follows a job to its end, whatever that is. */
export async function untilEnded(edge: Edge, id: string, signal: AbortSignal | null = null): Promise<JobEvent> {
  return until(edge, id, ({ type }) => isFinal(type as Job['state']), signal);
}

/** Resolves once an attempt has taken a step, and more are to come. */
export async function untilMidway(edge: Edge, id: string): Promise<void> {
  await until(edge, id, (event) => event.type === 'progress' && event.step >= 1 && event.step < event.of);
}

export async function resultOf(edge: Edge, id: string): Promise<Result> {
  return Result.parse(await (await edge.fetch(`/v1/results/${id}`)).json());
}

export async function problemOf(reply: Response): Promise<Problem> {
  if (!reply.headers.get('Content-Type')?.startsWith('application/problem+json')) {
    throw new Error(`no problem document but ${reply.status} ${reply.headers.get('Content-Type')}`);
  }
  return Problem.parse(await reply.json());
}
