/** The one training that a runner carries out at a time, beside what it samples. */
export class TrainingSlot {
  #isTaken = false;
  #changed = Promise.withResolvers<void>();

  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** Takes the slot until the function that it returns is called. */
  take(): () => void {
    this.#set(true);
    return () => this.#set(false);
  }

  /** Resolves at the next change. */
  changed(): Promise<void> {
    return this.#changed.promise;
  }

  #set(isTaken: boolean): void {
    this.#isTaken = isTaken;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
