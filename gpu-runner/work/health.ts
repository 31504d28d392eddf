import type { Clock } from './clock.ts';
import type { Ending } from './metrics.ts';

/** Seconds that a long poll waits at the edge while the runner is idle. */
export const pollSeconds = 20;

/** Milliseconds without a word from the edge after which the runner is not ready: a long poll and half of one. */
const quietMs = pollSeconds * 1500;

/**
 * Computations failed in a row from which on the runner itself is taken to be broken, whatever it was asked for: a full disk
 * and an error that a device keeps fail all of them.
 */
const brokenAfter = 3;

/** What the probes tell: whether the edge knows this runner and was heard lately, and whether it takes new work and does it. */
export class Health {
  registered = false;
  draining = false;
  #failures = 0;
  #heardAt = Number.NEGATIVE_INFINITY;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The edge answered. */
  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  /** An attempt ended. One that what was asked for is to blame for, or that was ended from outside, says nothing of this runner. */
  ended(ending: Ending): void {
    if (ending === 'done') this.#failures = 0;
    if (ending === 'failed') this.#failures += 1;
  }

  /** Whether its failures are taken to be the runner's own. */
  get isBroken(): boolean {
    return this.#failures >= brokenAfter;
  }

  /** Why no work is taken now; nothing when the runner is ready. */
  unready(): string | undefined {
    if (this.draining) return 'shutting down';
    if (!this.registered) return 'not registered at the edge';
    if (this.isBroken) return `the last ${this.#failures} computations failed`;
    if (this.#clock.now() - this.#heardAt > quietMs) return 'the edge is silent';
    return undefined;
  }
}
