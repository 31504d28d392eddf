import { bytesOf, Ledger, type Sized } from './ledger.ts';

/** Something that loads itself when it is used, and can be unloaded while it is not. */
export interface Loadable extends Sized {
  readonly name: string;
  /** Resolves once its memory is free. */
  unload(): Promise<void>;
}

/** Who is told what happens. */
export interface MemoryEvents {
  readonly unloaded?: (name: string) => void;
  /** Called the first time that these are used, which together are larger than the budget: nothing else is loaded then. */
  readonly tooLarge?: (names: readonly string[], bytes: number) => void;
}

interface Waiting {
  readonly wanted: readonly Loadable[];
  readonly turn: PromiseWithResolvers<void>;
  left: boolean;
}

/**
 * Lends room for networks within a budget of bytes; the least recently used that nobody uses are unloaded for it. Who asks
 * first is served first, so that a large network is not kept waiting by a stream of small ones. Whoever holds a loan must not
 * wait for another.
 */
export class Memory {
  readonly #budget: number;
  readonly #ledger: Ledger<Loadable>;
  readonly #events: MemoryEvents;
  readonly #known = new Set<string>();
  #queue: Waiting[] = [];
  #settling = false;

  constructor(budget = Number.POSITIVE_INFINITY, events: MemoryEvents = {}) {
    this.#budget = budget;
    this.#ledger = new Ledger(budget);
    this.#events = events;
  }

  /**
   * Waits until there is room for all of `wanted` beside what is in use; the function that it answers gives it back. Rejects
   * with the signal's reason.
   */
  async lend(wanted: readonly Loadable[], signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (wanted.length === 0) return () => undefined;
    const waiting: Waiting = { wanted, turn: Promise.withResolvers(), left: false };
    const leave = () => this.#leave(waiting, signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    this.#queue.push(waiting);
    void this.#settle();
    await waiting.turn.promise.finally(() => signal.removeEventListener('abort', leave));
    return () => this.#giveBack(wanted);
  }

  /** Counts it no longer: it was closed by whoever made it. */
  forget(net: Loadable): void {
    this.#ledger.forget(net);
    void this.#settle();
  }

  #leave(waiting: Waiting, reason: unknown): void {
    waiting.left = true;
    this.#queue = this.#queue.filter((other) => other !== waiting);
    waiting.turn.reject(reason);
    void this.#settle();
  }

  #giveBack(wanted: readonly Loadable[]): void {
    this.#ledger.giveBack(wanted);
    void this.#settle();
  }

  /** One thing after another: nothing is lent before what made room for it is gone. */
  async #settle(): Promise<void> {
    if (this.#settling) return;
    this.#settling = true;
    for (;;) {
      const head = this.#queue[0];
      const leaving = head && this.#ledger.admit(head.wanted);
      if (head && leaving) await this.#serve(head, leaving);
      else {
        const surplus = this.#ledger.trim();
        if (surplus.length === 0) break;
        await this.#unload(surplus);
      }
    }
    this.#settling = false;
  }

  async #serve(head: Waiting, leaving: readonly Loadable[]): Promise<void> {
    this.#queue = this.#queue.filter((other) => other !== head);
    await this.#unload(leaving);
    if (head.left) return this.#ledger.giveBack(head.wanted);
    this.#warn(head.wanted);
    head.turn.resolve();
  }

  async #unload(leaving: readonly Loadable[]): Promise<void> {
    await Promise.all(leaving.map((net) => net.unload()));
    for (const { name } of leaving) this.#events.unloaded?.(name);
  }

  #warn(wanted: readonly Loadable[]): void {
    const bytes = bytesOf(wanted);
    const names = wanted.map(({ name }) => name);
    if (bytes <= this.#budget || this.#known.has(names.join())) return;
    this.#known.add(names.join());
    this.#events.tooLarge?.(names, bytes);
  }
}
