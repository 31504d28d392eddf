import { parentPort, workerData } from 'node:worker_threads';
import { readContents } from '../bundle/kinds.ts';
import { bundleSession } from '../runtime/inference.ts';
import { serveSession } from '../runtime/serve-session.ts';
import type { Session, SessionOptions } from '../runtime/session.ts';

/** What the thread of a bundle's U-Net is started with. */
export interface UnetWorkerData {
  readonly directory: string;
  readonly options: Pick<SessionOptions, 'threads' | 'provider'>;
}

async function openUnet({ directory, options }: UnetWorkerData): Promise<Session> {
  const { unet } = await readContents(directory);
  return bundleSession(unet.net, unet.directory, unet.weights, options);
}

serveSession(parentPort!, openUnet(workerData as UnetWorkerData));
