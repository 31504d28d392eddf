/** Lets requests sleep until something changes. In memory alone: whoever sleeps looks at the storage again on waking. */
export class Wakeups {
  readonly #sleepers = new Set<() => void>();

  /** Resolves at the next `wake`, or after `ms`. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#sleepers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#sleepers.add(done);
    });
  }

  wake(): void {
    for (const done of [...this.#sleepers]) done();
  }
}
