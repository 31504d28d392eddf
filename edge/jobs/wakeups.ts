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

  /** Resolves with the promise, or with nothing at the next `wake`; either way nobody is left waiting. */
  async during<T>(promise: Promise<T>): Promise<T | undefined> {
    const woken = Promise.withResolvers<undefined>();
    const done = () => woken.resolve(undefined);
    this.#sleepers.add(done);
    try {
      return await Promise.race([promise, woken.promise]);
    } finally {
      this.#sleepers.delete(done);
    }
  }

  /** How many wait for the next `wake`. */
  get waiting(): number {
    return this.#sleepers.size;
  }

  wake(): void {
    for (const done of [...this.#sleepers]) done();
  }
}
