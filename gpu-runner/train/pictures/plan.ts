import { shuffled } from '../../tensor/shuffle.ts';
import { SHARES, type StyleName } from './style/styles.ts';

/** What a picture is to be. */
export interface Plan {
  readonly style: StyleName;
  /** Which of the things it is of, as an index. */
  readonly thing: number;
}

const CYCLE: readonly StyleName[] = Object.entries(SHARES).flatMap(([style, share]) =>
  Array.from({ length: share }, () => style as StyleName),
);

/**
 * The plans of pictures 0 to count-1: in every hundred each style has its share, and each style goes through all `things`
 * before one comes again.
 */
export function* plans(count: number, things: number, seed: number): Generator<Plan> {
  const decks = new Map<StyleName, Deck>();
  for (let index = 0; index < count; index++) {
    const style = CYCLE[index % CYCLE.length]!;
    const deck = decks.get(style) ?? new Deck(things, seed, decks.size);
    decks.set(style, deck);
    yield { style, thing: deck.next() };
  }
}

/** All things in an order that is drawn anew once they are through. */
class Deck {
  readonly #things: number;
  readonly #seed: number;
  readonly #suit: number;
  #order: Uint32Array = new Uint32Array();
  #dealt = 0;

  constructor(things: number, seed: number, suit: number) {
    this.#things = things;
    this.#seed = seed;
    this.#suit = suit;
  }

  next(): number {
    const at = this.#dealt % this.#things;
    const timestep = Math.floor(this.#dealt / this.#things);
    if (at === 0)
      this.#order = shuffled(this.#things, { seed: this.#seed, stream: 'order', sample: this.#suit, timestep });
    this.#dealt++;
    return this.#order[at]!;
  }
}
