import { parentPort } from 'node:worker_threads';
import { serveSession } from '../runtime/serve-session.ts';
import type { Tensors } from '../tensor/tensor.ts';

/*
 * For tests: a session that answers with what it is given, and whose thread dies in its second evaluation.
 */

let runs = 0;

async function run(feeds: Tensors): Promise<Tensors> {
  runs += 1;
  if (runs < 2) return feeds;
  setImmediate(() => {
    throw new Error('out of memory');
  });
  return new Promise(() => undefined);
}

serveSession(parentPort!, Promise.resolve({ run, release: async () => undefined }));
