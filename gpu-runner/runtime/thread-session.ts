import './no-telemetry.ts';
import { Worker } from 'node:worker_threads';
import type { Tensors } from '../tensor/tensor.ts';
import { sharedWorkspace, Workspace } from '../tensor/workspace.ts';
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

/** What waits for an answer of the thread: a call, or the opening of its session. */
interface Waiting {
  readonly settle: PromiseWithResolvers<Tensors>;
  readonly feeds?: Tensors;
  readonly into?: Workspace | undefined;
}

class ThreadSession implements Session {
  readonly ready: Promise<Tensors>;
  readonly ended: Promise<void>;
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  /** The first of them is with the thread. */
  readonly #waiting: Waiting[] = [];
  readonly #feeds = sharedWorkspace();
  readonly #ending = Promise.withResolvers<void>();
  #bell: Int32Array | undefined;
  #sent: Tensors | undefined;
  #results: Tensors = {};
  #ended: Error | undefined;

  constructor(script: URL, workerData: unknown) {
    this.#worker = new Worker(script, { workerData });
    this.#worker.on('message', (reply: SessionReply) => this.#settle(reply));
    this.#worker.on('error', (error: Error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('the session thread has ended')));
    this.#exited = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.ready = this.#wait({ settle: Promise.withResolvers() });
    this.ended = this.#ending.promise;
  }

  run(feeds: Tensors, into?: Workspace): Promise<Tensors> {
    if (this.#ended) return Promise.reject(this.#ended);
    const answer = this.#wait({ settle: Promise.withResolvers(), feeds, into });
    if (this.#waiting.length === 1) this.#sendFirst();
    return answer;
  }

  /** An evaluation under way comes to its end first: a thread that is terminated in the middle of one takes the process along. */
  async release(): Promise<void> {
    this.#end(new Error('the session is closed'));
    this.#send({ kind: 'close' });
    await this.#exited;
  }

  #wait(waiting: Waiting): Promise<Tensors> {
    this.#waiting.push(waiting);
    return waiting.settle.promise;
  }

  /** A call whose feeds there is no room for is answered here, and the next one takes its place. */
  #sendFirst(): void {
    const wanted = this.#waiting[0]?.feeds;
    if (!wanted) return;
    try {
      const feeds = this.#feeds.put(wanted);
      this.#send(feeds === this.#sent ? undefined : { kind: 'run', feeds });
      this.#sent = feeds;
    } catch (error) {
      this.#waiting.shift()?.settle.reject(error);
      this.#sendFirst();
    }
  }

  #send(call?: SessionCall): void {
    if (call) this.#worker.postMessage(call);
    if (!this.#bell) return;
    Atomics.add(this.#bell, 0, 1);
    Atomics.notify(this.#bell, 0);
  }

  #settle(reply: SessionReply): void {
    const call = this.#waiting.shift();
    if (reply.kind === 'ready') this.#bell = reply.bell;
    if (reply.kind === 'done' && reply.results) this.#results = reply.results;
    if (reply.kind === 'failed') call?.settle.reject(new Error(reply.message));
    else if (call) this.#answer(call);
    this.#sendFirst();
  }

  /** Results are copied before the next call writes over them. */
  #answer({ settle, into = new Workspace() }: Waiting): void {
    try {
      settle.resolve(into.put(this.#results));
    } catch (error) {
      settle.reject(error);
    }
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#ending.resolve();
    for (const { settle } of this.#waiting.splice(0)) settle.reject(error);
  }
}
