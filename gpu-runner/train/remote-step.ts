import '../runtime/no-telemetry.ts';
import { Worker } from 'node:worker_threads';
import type { Tensors } from '../tensor/tensor.ts';
import type { Config } from './configs.ts';
import type { StepRunning } from './step.ts';
import type { StepCall, StepReply, StepWorkerData } from './step-protocol.ts';

type Reply<K extends StepReply['kind']> = Extract<StepReply, { kind: K }>;

interface Waiting {
  resolve(reply: StepReply): void;
  reject(error: Error): void;
}

/** The training step of a phase in a worker thread. Calls may overlap; the worker answers them in order. */
export class RemoteStep {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #ended: Error | undefined;

  constructor(config: Config, phase: number, running: StepRunning) {
    const workerData: StepWorkerData = { config, phase, running };
    this.#worker = new Worker(new URL('./step-worker.ts', import.meta.url), { workerData });
    this.#worker.on('message', (reply: StepReply) => this.#waiting.shift()?.resolve(reply));
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the training thread ended')));
  }

  /** Resolves when the step is compiled: until then the first one would take as much longer. */
  async ready(): Promise<void> {
    await this.#call({ kind: 'open' }, 'opened');
  }

  /** One optimisation step; the buffers of `feeds` move to the worker. Answers the mean loss of the batch. */
  async run(feeds: Tensors, learningRate: number): Promise<number> {
    return (await this.#call({ kind: 'run', feeds, learningRate }, 'ran', buffersOf(feeds))).loss;
  }

  async save(): Promise<Tensors> {
    return (await this.#call({ kind: 'save' }, 'saved')).state;
  }

  /** Goes on from a state; a `grown` step takes of it the weights that it also has, and optimises anew. */
  async load(state: Tensors, { grown }: { readonly grown: boolean }): Promise<void> {
    await this.#call({ kind: 'load', state, grown }, 'loaded');
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  async #call<K extends StepReply['kind']>(call: StepCall, kind: K, transfer: ArrayBuffer[] = []): Promise<Reply<K>> {
    const reply = await new Promise<StepReply>((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(call, transfer);
    });
    if (reply.kind === 'failed') throw new Error(reply.message);
    if (reply.kind !== kind) throw new Error(`the training thread answered ${reply.kind} to ${call.kind}`);
    return reply as Reply<K>;
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
  }
}

function buffersOf(tensors: Tensors): ArrayBuffer[] {
  return Object.values(tensors).map((tensor) => tensor.data.buffer as ArrayBuffer);
}
