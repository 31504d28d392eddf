import './no-telemetry.ts';
import { Worker } from 'node:worker_threads';
import type { Tensors } from '../tensor/tensor.ts';
import type { Session } from './session.ts';
import type { SessionCall, SessionReply } from './thread-protocol.ts';

/**
 * A session in a thread of its own: evaluating blocks the thread it runs in, and this one has requests to answer. `script`
 * is a worker that calls `serveSession`. Rejects with what the thread said when its session cannot be opened.
 */
export async function openThreadSession(script: URL, workerData: unknown): Promise<Session> {
  const thread = new ThreadSession(script, workerData);
  try {
    await thread.ready;
    return thread;
  } catch (error) {
    await thread.release();
    throw error;
  }
}

class ThreadSession implements Session {
  readonly ready: Promise<Tensors>;
  readonly ended: Promise<void>;
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  readonly #waiting: PromiseWithResolvers<Tensors>[] = [];
  readonly #ending = Promise.withResolvers<void>();
  #ended: Error | undefined;

  constructor(script: URL, workerData: unknown) {
    this.#worker = new Worker(script, { workerData });
    this.#worker.on('message', (reply: SessionReply) => settle(this.#waiting.shift(), reply));
    this.#worker.on('error', (error: Error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('the session thread has ended')));
    this.#exited = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.ready = this.#answer();
    this.ended = this.#ending.promise;
  }

  run(feeds: Tensors): Promise<Tensors> {
    const answer = this.#answer();
    if (!this.#ended) this.#worker.postMessage({ kind: 'run', feeds } satisfies SessionCall);
    return answer;
  }

  /** An evaluation under way comes to its end first: a thread that is terminated in the middle of one takes the process along. */
  async release(): Promise<void> {
    this.#end(new Error('the session is closed'));
    this.#worker.postMessage({ kind: 'close' } satisfies SessionCall);
    await this.#exited;
  }

  #answer(): Promise<Tensors> {
    if (this.#ended) return Promise.reject(this.#ended);
    const waiting = Promise.withResolvers<Tensors>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#ending.resolve();
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
  }
}

function settle(waiting: PromiseWithResolvers<Tensors> | undefined, reply: SessionReply): void {
  if (reply.kind === 'failed') waiting?.reject(new Error(reply.message));
  else waiting?.resolve(reply.kind === 'done' ? reply.results : {});
}
