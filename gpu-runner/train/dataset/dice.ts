import { uniforms } from '../../tensor/random.ts';

/** Pictures of the two differ in their dice, so in what they lie on, where and how large. */
export const SPLITS = ['train', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** A die thrown for one picture: all its throws follow from the seed, the split and the picture's index. */
export class Dice {
  readonly #seed: number;
  readonly #sample: number;
  /** Number of sequences drawn; each has a place of its own. */
  #drawn: number;
  #throws: Float64Array = new Float64Array();
  #next = 0;

  constructor(seed: number, split: Split, index: number) {
    this.#seed = seed;
    this.#sample = index;
    this.#drawn = SPLITS.indexOf(split) * SEQUENCES;
  }

  /** A number from `low` to `high`. */
  between(low: number, high: number): number {
    if (this.#next === this.#throws.length) [this.#throws, this.#next] = [this.numbers(THROWS), 0];
    return low + (high - low) * this.#throws[this.#next++]!;
  }

  chance(probability: number): boolean {
    return this.between(0, 1) < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.between(0, choices.length))]!;
  }

  /** `count` numbers from 0 to 1. */
  numbers(count: number): Float64Array {
    return uniforms({ seed: this.#seed, stream: 'pictures', sample: this.#sample, timestep: this.#drawn++ }, count);
  }
}

/** Throws drawn at a time. */
const THROWS = 64;
/** Sequences of one split, more than a picture takes. */
const SEQUENCES = 4096;
