import { parentPort, workerData } from 'node:worker_threads';
import { inferenceSession } from '../../runtime/inference.ts';
import { serveSession } from '../../runtime/serve-session.ts';
import type { Tensors } from '../../tensor/tensor.ts';
import { RECIPES } from '../recipes.ts';
import type { RunConfig } from '../run.ts';

/** What the thread is started with. */
export interface NetWorkerData {
  readonly config: RunConfig;
  readonly weights: Tensors;
  readonly threads?: number;
}

/** The thread in which the net under training is looked at, so that Ctrl-C is answered meanwhile. */
const { config, weights, threads } = workerData as NetWorkerData;
const net = RECIPES[config.net].net(config);
serveSession(parentPort!, inferenceSession(net, weights, threads ? { threads } : {}));
