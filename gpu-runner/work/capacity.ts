import type { Clock } from './clock.ts';

/** U-Net rows of the narrowest computation: one sample that nothing guides. */
const narrowest = 1;

/** How many U-Net rows of the runner's batch the computations under way take. */
export class Capacity {
  readonly budget: number;
  readonly #clock: Clock;
  #taken = 0;
  #rowSeconds = 0;
  #since: number;
  #changed = Promise.withResolvers<void>();

  /** `budget` is the number of rows of a batch. */
  constructor(budget: number, clock: Clock) {
    this.budget = budget;
    this.#clock = clock;
    this.#since = clock.now();
  }

  get taken(): number {
    return this.#taken;
  }

  /** Rows that still fit; none when a computation wider than the budget runs. */
  get free(): number {
    return Math.max(0, this.budget - this.#taken);
  }

  get idle(): boolean {
    return this.#taken === 0;
  }

  /** Whether not even the narrowest computation fits. */
  get full(): boolean {
    return !this.idle && this.free < narrowest;
  }

  /** Seconds that rows were taken so far, summed over rows. */
  get rowSeconds(): number {
    return this.#rowSeconds + this.#sinceChange();
  }

  /** Takes `rows` until the function that it returns is called. */
  take(rows: number): () => void {
    this.#add(rows);
    return () => this.#add(-rows);
  }

  /** Resolves at the next change. */
  changed(): Promise<void> {
    return this.#changed.promise;
  }

  #add(rows: number): void {
    this.#rowSeconds += this.#sinceChange();
    this.#since = this.#clock.now();
    this.#taken += rows;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  #sinceChange(): number {
    return (this.#taken * (this.#clock.now() - this.#since)) / 1000;
  }
}
