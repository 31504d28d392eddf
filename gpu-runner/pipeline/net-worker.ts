import { parentPort, workerData } from 'node:worker_threads';
import { readContents } from '../bundle/kinds.ts';
import { checkRevision } from '../bundle/revision.ts';
import { bundleSession } from '../runtime/inference.ts';
import { serveSession } from '../runtime/serve-session.ts';
import type { Session } from '../runtime/session.ts';
import { type NetWorkerData, netOf } from './nets.ts';

async function openNet({ directory, part, options, opened }: NetWorkerData): Promise<Session> {
  const contents = await readContents(directory);
  await checkRevision(directory, contents.files, opened);
  const { net, directory: place, weights } = netOf(contents, part);
  const session = await bundleSession(net, place, weights, options);
  // They may have been replaced while they were read.
  await checkRevision(directory, contents.files, opened);
  return session;
}

serveSession(parentPort!, openNet(workerData as NetWorkerData));
