import { Batcher, rowCount } from '../runtime/batcher.ts';
import type { Session } from '../runtime/session.ts';
import type { Tensors } from '../tensor/tensor.ts';

export interface BatchedOptions {
  /** The most rows of one evaluation. */
  readonly rowBudget: number;
  /** Called with the number of rows of each evaluation. */
  readonly onBatch?: ((rows: number) => void) | undefined;
}

/** A network that concurrent computations share, in batches. It is loaded when it is first wanted. */
export class BatchedNet {
  readonly #open: () => Promise<Session>;
  readonly #batcher: Batcher;
  #session: Promise<Session> | undefined;
  #closed = false;

  constructor(open: () => Promise<Session>, { rowBudget, onBatch }: BatchedOptions) {
    this.#open = open;
    this.#batcher = new Batcher(async (feeds) => {
      const session = await this.load();
      onBatch?.(rowCount(feeds));
      return session.run(feeds);
    }, rowBudget);
  }

  /** Rejects with what is wrong with the network; the next call tries anew. */
  load(): Promise<Session> {
    if (this.#closed) return Promise.reject(new Error('the network is closed'));
    this.#session ??= this.#open().catch((error: unknown) => {
      this.#session = undefined;
      throw error;
    });
    return this.#session;
  }

  /** Evaluates the rows of `feeds`. Rejects with the signal's reason. */
  evaluate(feeds: Tensors, signal: AbortSignal): Promise<Tensors> {
    return this.#batcher.evaluate(feeds, signal);
  }

  /** Frees the network; evaluations that still wait reject. */
  async close(): Promise<void> {
    this.#closed = true;
    const session = await this.#session?.catch(() => undefined);
    await session?.release();
  }
}
