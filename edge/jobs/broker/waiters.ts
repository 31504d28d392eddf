/** One long poll of a runner. */
export interface Waiter {
  readonly runner: string;
  readonly ticket: string;
  isGone: boolean;
}

/**
 * The runners that are waiting. A runner waits once: when it asks again, its older request has nobody behind it, and a lease
 * given to that one would only run out.
 */
export class Waiters {
  readonly #byRunner = new Map<string, Waiter>();

  enter(runner: string, ticket: string): Waiter {
    this.dismiss(runner);
    const waiter = { runner, ticket, isGone: false };
    this.#byRunner.set(runner, waiter);
    return waiter;
  }

  leave(waiter: Waiter): void {
    if (this.#byRunner.get(waiter.runner) === waiter) this.#byRunner.delete(waiter.runner);
  }

  /** The runner's request is known to be dead: all of them, or only the one of `ticket`. */
  dismiss(runner: string, ticket?: string): void {
    const waiter = this.#byRunner.get(runner);
    if (!waiter || (ticket !== undefined && waiter.ticket !== ticket)) return;
    waiter.isGone = true;
    this.#byRunner.delete(runner);
  }
}
