import { uniforms } from '../../tensor/random.ts';

/** A die thrown for one picture: all its throws follow from the seed, the split and the picture's index. */
export class Dice {
  readonly #throws: Float64Array;
  #next = 0;

  /** Throws are numbers of the stream of pictures; more than there are begins them again. */
  constructor(seed: number, split: Split, index: number) {
    this.#throws = uniforms({ seed, stream: 'pictures', sample: index, timestep: SPLITS.indexOf(split) }, THROWS);
  }

  /** A number from `low` to `high`. */
  between(low: number, high: number): number {
    return low + (high - low) * this.#throws[this.#next++ % THROWS]!;
  }

  chance(probability: number): boolean {
    return this.between(0, 1) < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.between(0, choices.length))]!;
  }
}

/** Pictures of the two differ in their dice, so in what they lie on, where and how large. */
export const SPLITS = ['train', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** More than a picture takes. */
const THROWS = 192;
