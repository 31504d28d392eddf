import { JobEvent } from '@manifold/shared/protocol/event';
import { Job } from '@manifold/shared/protocol/job';
import { ask, askWithJson } from './edge.ts';

/** Beyond the seeds that tests name themselves. */
let seed = 1000;

/** A technique that nobody has asked for yet. */
export function fresh(): { technique: 'sample'; prompt: string; seed: number } {
  seed += 1;
  return { technique: 'sample', prompt: '7', seed };
}

export async function postJob(body: unknown, headers: Record<string, string> = {}): Promise<Job> {
  return Job.parse(await (await askWithJson('/v1/jobs', body, headers)).json());
}

export async function getJob({ id }: Job): Promise<Job> {
  return Job.parse(await (await ask(`/v1/jobs/${id}`)).json());
}

export async function cancelJob({ id }: Job): Promise<Job> {
  return Job.parse(await (await ask(`/v1/jobs/${id}`, { method: 'DELETE' })).json());
}

/** The events of a job's stream until it ends, after a place in the log. */
export async function eventsOf({ id }: { id: string }, after?: string): Promise<{ id: string; event: JobEvent }[]> {
  const headers: Record<string, string> = after === undefined ? {} : { 'Last-Event-ID': after };
  return eventsIn(await (await ask(`/v1/jobs/${id}/events`, { headers })).text());
}

function eventsIn(text: string): { id: string; event: JobEvent }[] {
  const blocks = text.split('\n\n').filter((block) => block.includes('data: '));
  return blocks.map((block) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)![1]!;
    return { id: field('id'), event: JobEvent.parse(JSON.parse(field('data'))) };
  });
}
