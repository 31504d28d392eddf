import { Batcher, rowCount } from '../runtime/batcher.ts';
import type { Tensors } from '../tensor/tensor.ts';
import type { Workspace } from '../tensor/workspace.ts';
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
    this.#batcher = new Batcher((feeds, into) => {
      onBatch?.(rowCount(feeds));
      return net.run(feeds, into);
    }, rowBudget);
  }

  /** Evaluates the rows of `feeds`; what it answers may be put `into` a workspace. Rejects with the signal's reason. */
  evaluate(feeds: Tensors, signal: AbortSignal, into?: Workspace): Promise<Tensors> {
    return this.#batcher.evaluate(feeds, signal, into);
  }
}
