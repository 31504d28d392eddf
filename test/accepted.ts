import type { Job } from '@manifold/shared/protocol/job';
import { type Asked, ask, type Edge, isBrokenConnection, resultOf, untilEnded } from './client.ts';

/** Asks for a sample; answers undefined when the edge was away. Throws what it refused, or answered amiss. */
export async function askUnlessAway(edge: Edge, asked: Asked): Promise<Job | undefined> {
  try {
    return await ask(edge, asked);
  } catch (error) {
    if (isBrokenConnection(error)) return undefined;
    throw error;
  }
}

/**
 * The digests of the pictures of each job. Throws when there is no job, and names those that were not done, or had not ended
 * after `limit` ms.
 */
export async function picturesOfAll(edge: Edge, jobs: readonly Job[], limit: number): Promise<Map<Job, string>> {
  if (jobs.length === 0) throw new Error('no job was accepted');
  const signal = AbortSignal.timeout(limit);
  const found = new Map<Job, string>();
  const lost: string[] = [];
  const look = async (job: Job) => {
    try {
      found.set(job, await picturesOf(edge, job, signal));
    } catch (error) {
      lost.push(`${job.id}: ${signal.reason === error ? 'has not ended' : (error as Error).message}`);
    }
  };
  await Promise.all(jobs.map(look));
  if (lost.length > 0) throw new Error(`${lost.length} of ${jobs.length} jobs were lost:\n${lost.join('\n')}`);
  return found;
}

async function picturesOf(edge: Edge, job: Job, signal: AbortSignal): Promise<string> {
  const last = await untilEnded(edge, job.id, signal);
  if (last.type !== 'done') throw new Error(`ended as ${last.type}`);
  const { images } = await resultOf(edge, last.resultId);
  return images.map(({ digest }) => digest).join();
}
