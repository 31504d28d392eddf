import type { Loadable, Memory } from './memory.ts';

/** The networks that one computation uses, one set after another. They are given back when its signal aborts, at the latest. */
export class Holding {
  readonly #memory: Memory;
  readonly #signal: AbortSignal;
  readonly #release = () => this.#giveBack();
  #held: (() => void) | undefined;

  constructor(memory: Memory, signal: AbortSignal) {
    this.#memory = memory;
    this.#signal = signal;
    signal.addEventListener('abort', this.#release, { once: true });
  }

  /** Gives back what is held, then waits for `wanted`. Rejects with the signal's reason. */
  async hold(wanted: readonly Loadable[]): Promise<void> {
    this.#giveBack();
    this.#held = await this.#memory.lend(wanted, this.#signal);
    if (this.#signal.aborted) this.#giveBack();
  }

  end(): void {
    this.#signal.removeEventListener('abort', this.#release);
    this.#giveBack();
  }

  #giveBack(): void {
    this.#held?.();
    this.#held = undefined;
  }
}
