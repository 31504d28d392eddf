import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Tensors } from '../tensor/tensor.ts';
import { serveSession } from './serve-session.ts';
import type { Session } from './session.ts';

/*
 * For tests: the thread of a session that marks in shared memory how far it has come.
 */

export interface FixtureData {
  /** The number of evaluations that were begun, of those that came to their end, and of ends of the thread. */
  readonly marks: Int32Array;
  readonly opens: boolean;
}

const { marks, opens } = workerData as FixtureData;
process.once('exit', () => Atomics.add(marks, 2, 1));

/** Takes a moment, and answers with what it is given; fails where it is given nothing. */
async function run(feeds: Tensors): Promise<Tensors> {
  Atomics.add(marks, 0, 1);
  Atomics.notify(marks, 0);
  await sleep(100);
  Atomics.add(marks, 1, 1);
  if (Object.keys(feeds).length === 0) throw new Error('there are no feeds');
  return feeds;
}

async function open(): Promise<Session> {
  if (!opens) throw new Error('the weights are gone');
  return { run, release: async () => undefined };
}

serveSession(parentPort!, open());
