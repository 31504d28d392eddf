import { concatRows, rowsOf } from '../tensor/rows.ts';
import type { Tensors } from '../tensor/tensor.ts';

/** Answers each row of `feeds` by itself: feeds and results are tensors [rows, ...], by name. */
export type Evaluate = (feeds: Tensors) => Promise<Tensors>;

/** One call: of its `rows`, `sent` are in a batch or answered; `parts` are the answers so far. */
interface Pending {
  readonly feeds: Tensors;
  readonly rows: number;
  readonly settle: PromiseWithResolvers<Tensors>;
  readonly parts: Tensors[];
  sent: number;
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
  readonly #evaluate: Evaluate;
  readonly #rowBudget: number;
  #queue: Pending[] = [];
  #running = false;

  constructor(evaluate: Evaluate, rowBudget: number) {
    this.#evaluate = evaluate;
    this.#rowBudget = rowBudget;
  }

  /** Evaluates the rows of `feeds`. Rejects with the signal's reason, or with the error of a batch that had its rows. */
  evaluate(feeds: Tensors, signal: AbortSignal): Promise<Tensors> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const settle = Promise.withResolvers<Tensors>();
    const call: Pending = { feeds, rows: rowCount(feeds), settle, parts: [], sent: 0 };
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
    try {
      const results = await this.#evaluate(joinFeeds(batch));
      let row = 0;
      for (const { of, start, end } of batch) {
        deliver(of, cut(results, row, row + end - start));
        row += end - start;
      }
    } catch (error) {
      for (const { of } of batch) this.#reject(of, error);
    }
  }

  #reject(call: Pending, reason: unknown): void {
    this.#queue = this.#queue.filter((other) => other !== call);
    call.settle.reject(reason);
  }
}

/** Batches come back one after another, so the parts of a call are in order. */
function deliver(call: Pending, part: Tensors): void {
  call.parts.push(part);
  if (call.parts.reduce((sum, each) => sum + rowCount(each), 0) < call.rows) return;
  const { parts } = call;
  const whole = () => mapNames(part, (name) => concatRows(parts.map((each) => each[name]!)));
  call.settle.resolve(parts.length === 1 ? part : whole());
}

function joinFeeds(batch: readonly Share[]): Tensors {
  const [first] = batch;
  if (batch.length === 1 && first!.end - first!.start === first!.of.rows) return first!.of.feeds;
  return mapNames(first!.of.feeds, (name) =>
    concatRows(batch.map(({ of, start, end }) => rowsOf(of.feeds[name]!, start, end))),
  );
}

function cut(tensors: Tensors, start: number, end: number): Tensors {
  return mapNames(tensors, (name) => rowsOf(tensors[name]!, start, end));
}

function mapNames(like: Tensors, make: (name: string) => Tensors[string]): Tensors {
  return Object.fromEntries(Object.keys(like).map((name) => [name, make(name)]));
}

/** Number of rows of tensors [rows, ...]. */
export function rowCount(tensors: Tensors): number {
  return Object.values(tensors)[0]?.dims[0] ?? 0;
}
