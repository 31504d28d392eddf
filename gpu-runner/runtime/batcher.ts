import { concatRows, rowsOf } from '../tensor/rows.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { Workspace } from '../tensor/workspace.ts';

/** Answers each row of `feeds` by itself: feeds and results are tensors [rows, ...], by name. */
export type Evaluate = (feeds: Tensors) => Promise<Tensors>;

/** The same for a batch: results that have to be copied are put `into` the workspace. */
type EvaluateBatch = (feeds: Tensors, into: Workspace) => Promise<Tensors>;

/** One call: of its `rows`, `sent` are in a batch or answered, and `answered` are in `into`. */
interface Pending {
  readonly feeds: Tensors;
  readonly rows: number;
  readonly settle: PromiseWithResolvers<Tensors>;
  readonly into: Workspace;
  sent: number;
  answered: number;
}

/** Rows of one pending call that are part of a batch. */
interface Share {
  readonly of: Pending;
  readonly start: number;
  readonly end: number;
}

/**
 * Joins the calls of concurrent computations into batches of at most `rowBudget` rows, oldest call first. A call that is
 * larger than the budget takes several batches; an aborted one leaves the queue.
 */
export class Batcher {
  readonly #evaluate: EvaluateBatch;
  readonly #rowBudget: number;
  readonly #feeds = new Workspace();
  readonly #results = new Workspace();
  #queue: Pending[] = [];
  #running = false;

  constructor(evaluate: EvaluateBatch, rowBudget: number) {
    this.#evaluate = evaluate;
    this.#rowBudget = rowBudget;
  }

  /**
   * Evaluates the rows of `feeds`; what it answers may be put `into` a workspace, so that one is for a computation that makes one
   * call after another. Rejects with the signal's reason, or with the error of a batch that had its rows.
   */
  evaluate(feeds: Tensors, signal: AbortSignal, into = new Workspace()): Promise<Tensors> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const settle = Promise.withResolvers<Tensors>();
    const call: Pending = { feeds, rows: rowCount(feeds), settle, into, sent: 0, answered: 0 };
    const leave = () => this.#reject(call, signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    this.#queue.push(call);
    if (!this.#running) void this.#run();
    return settle.promise.finally(() => signal.removeEventListener('abort', leave));
  }

  async #run(): Promise<void> {
    this.#running = true;
    do {
      // Computations whose results have just come go on at once; by the next turn their next calls are here to be joined.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = this.#take();
      if (batch.length > 0) await this.#serve(batch);
    } while (this.#queue.length > 0);
    this.#running = false;
  }

  /** The next batch, oldest calls first; calls whose last rows it takes leave the queue. */
  #take(): Share[] {
    const batch: Share[] = [];
    let free = this.#rowBudget;
    for (const call of this.#queue) {
      if (free === 0) break;
      const end = Math.min(call.sent + free, call.rows);
      batch.push({ of: call, start: call.sent, end });
      free -= end - call.sent;
      call.sent = end;
    }
    this.#queue = this.#queue.filter(({ sent, rows }) => sent < rows);
    return batch;
  }

  async #serve(batch: readonly Share[]): Promise<void> {
    const whole = wholeCall(batch);
    try {
      if (whole) whole.settle.resolve(await this.#evaluate(whole.feeds, whole.into));
      else deliver(await this.#evaluate(joinFeeds(batch, this.#feeds), this.#results), batch);
    } catch (error) {
      for (const { of } of batch) this.#reject(of, error);
    }
  }

  #reject(call: Pending, reason: unknown): void {
    this.#queue = this.#queue.filter((other) => other !== call);
    call.settle.reject(reason);
  }
}

/** The call that has a batch to itself, if there is one: nothing of it has to be joined or cut. */
function wholeCall([share, ...others]: readonly Share[]): Pending | undefined {
  return share && others.length === 0 && share.end - share.start === share.of.rows ? share.of : undefined;
}

function joinFeeds(batch: readonly Share[], workspace: Workspace): Tensors {
  return mapNames(batch[0]!.of.feeds, (name) => {
    const parts = batch.map(({ of, start, end }) => rowsOf(of.feeds[name]!, start, end));
    return concatRows(parts, (dims) => workspace.room(name, dims));
  });
}

/** Gives each call of a batch its rows of the results. */
function deliver(results: Tensors, batch: readonly Share[]): void {
  let row = 0;
  for (const share of batch) {
    const end = row + share.end - share.start;
    answer(
      share,
      mapNames(results, (name) => rowsOf(results[name]!, row, end)),
    );
    row = end;
  }
}

/** Puts rows of a call where they belong; the last of them settle it. */
function answer({ of: call, start, end }: Share, part: Tensors): void {
  const whole = mapNames(part, (name) => {
    const { dims, data } = part[name]!;
    const all = call.into.room(name, [call.rows, ...dims.slice(1)]);
    rowsOf(all, start, end).data.set(data);
    return all;
  });
  call.answered += end - start;
  if (call.answered === call.rows) call.settle.resolve(whole);
}

function mapNames(like: Tensors, make: (name: string) => Tensors[string]): Tensors {
  return Object.fromEntries(Object.keys(like).map((name) => [name, make(name)]));
}

/** Number of rows of tensors [rows, ...]. */
export function rowCount(tensors: Tensors): number {
  return Object.values(tensors)[0]?.dims[0] ?? 0;
}
