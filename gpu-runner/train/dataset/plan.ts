import { shuffled } from '../../tensor/shuffle.ts';
import { STYLE_NAMES, type StyleName } from './style/styles.ts';

/** What a picture is to be: of one thing, of a thing and another one, or a scene, by its place among them. */
export interface Plan {
  readonly kind: 'thing' | 'pair' | 'scene';
  readonly style: StyleName;
  readonly of: number;
}

type Slot = Omit<Plan, 'of'>;

/** Of a hundred pictures, how many are of one thing in each style. */
const SINGLE: Readonly<Record<StyleName, number>> = {
  plain: 14,
  colour: 14,
  photo: 15,
  oil: 14,
  lithograph: 13,
  pencil: 12,
};
/** And how many are scenes. */
const SCENIC: Readonly<Record<StyleName, number>> = { plain: 1, colour: 1, photo: 3, oil: 3, lithograph: 2, pencil: 2 };

const SLOTS: readonly Slot[] = STYLE_NAMES.flatMap((style) => [
  ...repeated({ kind: 'thing', style }, SINGLE[style]),
  ...repeated({ kind: 'pair', style }, 1),
  ...repeated({ kind: 'scene', style }, SCENIC[style]),
]);

/** From one picture's slot to the next one's, so that neighbours differ; it has no divisor in common with their number. */
const STRIDE = 37;

/**
 * The plans of the first `count` pictures, from decks of `things` cards and, by style, of `scenes` cards: in every hundred
 * each kind and style has its share, and goes through all its cards before one comes again.
 */
export function* plans(
  count: number,
  things: number,
  scenes: (style: StyleName) => number,
  seed: number,
): Generator<Plan> {
  const decks = new Map<string, Deck>();
  for (let index = 0; index < count; index++) {
    const slot = SLOTS[(index * STRIDE) % SLOTS.length]!;
    const name = `${slot.kind} ${slot.style}`;
    const deck = decks.get(name) ?? new Deck(slot.kind === 'scene' ? scenes(slot.style) : things, seed, decks.size);
    decks.set(name, deck);
    yield { ...slot, of: deck.next() };
  }
}

/** Cards in an order that is drawn anew once they are through. */
class Deck {
  readonly #cards: number;
  readonly #seed: number;
  readonly #suit: number;
  #order: Uint32Array = new Uint32Array();
  #dealt = 0;

  constructor(cards: number, seed: number, suit: number) {
    this.#cards = cards;
    this.#seed = seed;
    this.#suit = suit;
  }

  next(): number {
    const at = this.#dealt % this.#cards;
    const timestep = Math.floor(this.#dealt / this.#cards);
    if (at === 0)
      this.#order = shuffled(this.#cards, { seed: this.#seed, stream: 'order', sample: this.#suit, timestep });
    this.#dealt++;
    return this.#order[at]!;
  }
}

function repeated(slot: Slot, times: number): Slot[] {
  return Array.from({ length: times }, () => slot);
}
