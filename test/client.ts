import { setTimeout as sleep } from 'node:timers/promises';
import { JobEvent } from '@manifold/shared/protocol/event';
import { isFinal, Job } from '@manifold/shared/protocol/job';
import { Problem } from '@manifold/shared/protocol/problem';
import { Result } from '@manifold/shared/protocol/result';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Stack } from './stack.ts';

export interface SeenEvent {
  readonly id: string;
  readonly event: JobEvent;
}

/** Fields of a technique, as they go over the wire. */
export type Asked = Readonly<Record<string, unknown>>;

export function post(stack: Stack, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return stack.fetch('/v1/jobs', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Asks for a sample; answers its job as it was accepted. */
export async function ask(stack: Stack, asked: Asked, headers: Record<string, string> = {}): Promise<Job> {
  const reply = await post(stack, { technique: 'sample', ...asked }, headers);
  if (!reply.ok) throw new Error(`refused with ${reply.status}: ${await reply.text()}`);
  return Job.parse(await reply.json());
}

export async function read(stack: Stack, id: string): Promise<Job> {
  return Job.parse(await (await stack.fetch(`/v1/jobs/${id}`)).json());
}

/** The events of a job's stream until it ends or breaks off. */
export async function* events(stack: Stack, id: string, lastEventId?: string): AsyncGenerator<SeenEvent> {
  const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
  const response = await stack.fetch(`/v1/jobs/${id}/events`, { headers });
  if (response.status === 204) return;
  if (!response.ok || response.body === null) throw new Error(`no stream: ${response.status}`);
  const parsed = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const { id: place = '', data } of parsed) {
    yield { id: place, event: JobEvent.parse(JSON.parse(data)) };
  }
}

/** Follows a job until an event is as wanted, coming back, as a browser does, whenever the stream breaks off. */
export async function until(stack: Stack, id: string, wanted: (event: JobEvent) => boolean): Promise<JobEvent> {
  let last: string | undefined;
  for (;;) {
    try {
      for await (const { id: place, event } of events(stack, id, last)) {
        if (wanted(event)) return event;
        last = place;
      }
      const { state } = await read(stack, id);
      if (isFinal(state) && last !== undefined) throw new Error(`the job is ${state}, and what was awaited never came`);
    } catch (error) {
      if (!isBrokenConnection(error)) throw error;
      await sleep(100);
    }
  }
}

/** What fetch throws when the edge is away, or went in the middle of an answer. */
function isBrokenConnection(error: unknown): boolean {
  return error instanceof TypeError && /fetch failed|terminated/.test(error.message);
}

/** Follows a job to its end, whatever that is. */
export async function untilEnded(stack: Stack, id: string): Promise<JobEvent> {
  return until(stack, id, ({ type }) => isFinal(type as Job['state']));
}

/** Resolves once an attempt has taken a step, and more are to come. */
export async function untilMidway(stack: Stack, id: string): Promise<void> {
  await until(stack, id, (event) => event.type === 'progress' && event.step >= 1 && event.step < event.of);
}

export async function resultOf(stack: Stack, id: string): Promise<Result> {
  return Result.parse(await (await stack.fetch(`/v1/results/${id}`)).json());
}

export async function problemOf(reply: Response): Promise<Problem> {
  if (!reply.headers.get('Content-Type')?.startsWith('application/problem+json')) {
    throw new Error(`no problem document but ${reply.status} ${reply.headers.get('Content-Type')}`);
  }
  return Problem.parse(await reply.json());
}
