/** Something that takes room while it is loaded. */
export interface Sized {
  readonly bytes: number;
  /** Goes as soon as nobody uses it. */
  readonly transient?: boolean;
}

/**
 * What is loaded within a budget of bytes, with the number of users of each. It exceeds the budget only where one user needs more than
 * that alone; meanwhile others may use what this user has loaded, and nothing else.
 */
export class Ledger<T extends Sized> {
  readonly #budget: number;
  /** Users of each, least recently used first. */
  readonly #users = new Map<T, number>();

  constructor(budget: number) {
    this.#budget = budget;
  }

  /**
   * Counts `wanted` as loaded and in use, and answers what has to be unloaded before it is loaded: the least recently used of
   * what nobody uses. Changes nothing and answers nothing while `wanted` does not fit beside what is in use.
   */
  admit(wanted: readonly T[]): T[] | undefined {
    const others = [...this.#users.keys()].filter((one) => this.#isUsed(one) && !wanted.includes(one));
    if (others.length > 0 && bytesOf([...others, ...wanted]) > this.#budget) return undefined;
    for (const one of wanted) this.#touch(one, 1);
    return this.#remove(this.#surplus());
  }

  /** Ends one use of each of `wanted`; what nobody uses stays until `trim` or `admit` names it. */
  giveBack(wanted: readonly T[]): void {
    for (const one of wanted) if (this.#users.has(one)) this.#touch(one, -1);
  }

  /** What nobody uses and is to be unloaded now: what is transient, and the least recently used of what is over the budget. */
  trim(): T[] {
    const transient = [...this.#users.keys()].filter((one) => one.transient && !this.#isUsed(one));
    return [...this.#remove(transient), ...this.#remove(this.#surplus())];
  }

  /** Takes it out, used or not. */
  forget(one: T): void {
    this.#users.delete(one);
  }

  #isUsed(one: T): boolean {
    return (this.#users.get(one) ?? 0) > 0;
  }

  /** Adds a use, and makes it the most recently used. */
  #touch(one: T, uses: 1 | -1): void {
    const users = (this.#users.get(one) ?? 0) + uses;
    this.#users.delete(one);
    this.#users.set(one, users);
  }

  #surplus(): T[] {
    const surplus: T[] = [];
    let over = bytesOf(this.#users.keys()) - this.#budget;
    for (const one of this.#users.keys()) {
      if (over <= 0) break;
      if (this.#isUsed(one)) continue;
      surplus.push(one);
      over -= one.bytes;
    }
    return surplus;
  }

  #remove(leaving: T[]): T[] {
    for (const one of leaving) this.#users.delete(one);
    return leaving;
  }
}

export function bytesOf(all: Iterable<Sized>): number {
  return Array.from(all).reduce((sum, { bytes }) => sum + bytes, 0);
}
