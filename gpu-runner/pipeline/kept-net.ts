import type { Session } from '../runtime/session.ts';
import type { Tensors } from '../tensor/tensor.ts';
import type { Workspace } from '../tensor/workspace.ts';
import type { Loadable } from './memory/memory.ts';

export interface KeptNetOptions {
  readonly name: string;
  /** What its weights take in memory. */
  readonly bytes: number;
  readonly transient?: boolean;
}

/** A network that is loaded when it is first run, and again after it was unloaded or its thread has died. */
export class KeptNet implements Loadable {
  readonly name: string;
  readonly bytes: number;
  readonly transient: boolean;
  readonly #open: () => Promise<Session>;
  #session: Promise<Session> | undefined;
  #closed = false;

  constructor(open: () => Promise<Session>, { name, bytes, transient = false }: KeptNetOptions) {
    this.#open = open;
    this.name = name;
    this.bytes = bytes;
    this.transient = transient;
  }

  /** Rejects with what is wrong with the network; the next call tries anew. */
  async run(feeds: Tensors, into?: Workspace): Promise<Tensors> {
    return (await this.#load()).run(feeds, into);
  }

  /** Frees the network once an evaluation under way has come to its end. */
  async unload(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await (await session?.catch(() => undefined))?.release();
  }

  /** Frees the network for good; evaluations that still wait reject. */
  close(): Promise<void> {
    this.#closed = true;
    return this.unload();
  }

  #load(): Promise<Session> {
    if (this.#closed) return Promise.reject(new Error('the network is closed'));
    this.#session ??= this.#opened();
    return this.#session;
  }

  /** The session is forgotten when it failed to open or has ended, unless another has replaced it. */
  #opened(): Promise<Session> {
    const session = this.#open();
    const forget = () => {
      if (this.#session === session) this.#session = undefined;
    };
    session.then(({ ended }) => void ended?.then(forget), forget);
    return session;
  }
}
