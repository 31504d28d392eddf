import type { Clock } from './clock.ts';

/** Seconds that a long poll waits at the edge while the runner is idle. */
export const pollSeconds = 20;

/** Milliseconds without a word from the edge after which the runner is not ready: a long poll and half of one. */
const quietMs = pollSeconds * 1500;

/** What the probes tell: whether the edge knows this runner and was heard lately, and whether it takes new work. */
export class Health {
  registered = false;
  draining = false;
  #heardAt = Number.NEGATIVE_INFINITY;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The edge answered. */
  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  /** Why no work is taken now; nothing when the runner is ready. */
  unready(): string | undefined {
    if (this.draining) return 'shutting down';
    if (!this.registered) return 'not registered at the edge';
    if (this.#clock.now() - this.#heardAt > quietMs) return 'the edge is silent';
    return undefined;
  }
}
