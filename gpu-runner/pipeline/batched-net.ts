import { Batcher, rowCount } from '../runtime/batcher.ts';
import type { Tensors } from '../tensor/tensor.ts';
import type { KeptNet } from './kept-net.ts';

export interface BatchedOptions {
  /** The most rows of one evaluation. */
  readonly rowBudget: number;
  /** Called with the number of rows of each evaluation. */
  readonly onBatch?: ((rows: number) => void) | undefined;
}

/** A network that concurrent computations share, in batches. */
export class BatchedNet {
  readonly net: KeptNet;
  readonly #batcher: Batcher;

  constructor(net: KeptNet, { rowBudget, onBatch }: BatchedOptions) {
    this.net = net;
    this.#batcher = new Batcher((feeds) => {
      onBatch?.(rowCount(feeds));
      return net.run(feeds);
    }, rowBudget);
  }

  /** Evaluates the rows of `feeds`. Rejects with the signal's reason. */
  evaluate(feeds: Tensors, signal: AbortSignal): Promise<Tensors> {
    return this.#batcher.evaluate(feeds, signal);
  }
}
