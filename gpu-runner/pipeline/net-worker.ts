import { parentPort, workerData } from 'node:worker_threads';
import { readContents } from '../bundle/kinds.ts';
import { bundleSession } from '../runtime/inference.ts';
import { serveSession } from '../runtime/serve-session.ts';
import type { Session } from '../runtime/session.ts';
import { type NetWorkerData, netOf } from './nets.ts';

async function openNet({ directory, part, options }: NetWorkerData): Promise<Session> {
  const { net, directory: place, weights } = netOf(await readContents(directory), part);
  return bundleSession(net, place, weights, options);
}

serveSession(parentPort!, openNet(workerData as NetWorkerData));
