import { parentPort, workerData } from 'node:worker_threads';
import { files, netOf, readMnistClass } from '../bundle/mnist-class.ts';
import { bundleSession } from '../runtime/inference.ts';
import { serveSession } from '../runtime/serve-session.ts';
import type { Session, SessionOptions } from '../runtime/session.ts';

/** What the thread of a bundle's U-Net is started with. */
export interface UnetWorkerData {
  readonly directory: string;
  readonly options: Pick<SessionOptions, 'threads' | 'provider'>;
}

async function openUnet({ directory, options }: UnetWorkerData): Promise<Session> {
  return bundleSession(netOf(await readMnistClass(directory)), directory, files.weights, options);
}

serveSession(parentPort!, openUnet(workerData as UnetWorkerData));
