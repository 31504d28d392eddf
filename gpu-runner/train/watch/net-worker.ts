import { parentPort, workerData } from 'node:worker_threads';
import { inferenceSession } from '../../runtime/inference.ts';
import { serveSession } from '../../runtime/serve-session.ts';
import type { Tensors } from '../../tensor/tensor.ts';
import { type Config, trainingPlanOf } from '../configs.ts';
import type { NetRunning } from './open-net.ts';

/** What the thread is started with. */
export interface NetWorkerData extends NetRunning {
  readonly config: Config;
  /** Number of the phase whose net it is. */
  readonly phase: number;
  readonly weights: Tensors;
}

/** The thread in which the net under training is looked at, so that Ctrl-C is answered meanwhile. */
const { config, phase, weights, ...running } = workerData as NetWorkerData;
const net = trainingPlanOf(config).phases[phase]!.net();
serveSession(parentPort!, inferenceSession(net, weights, running));
