import { philox } from './philox.ts';

/** What draws randomness. Each stream is a sequence of its own; a number once given is never given to another. */
const streams = {
  /** The noise x_T that sampling starts from. */
  init: 0,
  /** The noise added by each step. */
  step: 1,
  /** The order of the training pictures. */
  order: 2,
  /** Timesteps, dropped prompts and noise of training. */
  train: 3,
  /** First values of weights. */
  weights: 4,
  /** The order of pieces under a view. */
  view: 5,
  /** The noise of what is held fixed while the rest is sampled. */
  hold: 6,
  /** What training pictures are composed of. */
  pictures: 7,
  /** In the second stage: the noise that it starts from, of its steps, of what is held, and in the picture that it enlarges. */
  upscaleInit: 8,
  upscaleStep: 9,
  upscaleHold: 10,
  upscaleLow: 11,
} as const;
export type Stream = keyof typeof streams;

/**
 * The place of a sequence of random numbers: equal places give equal numbers, on every machine. `sample` and `timestep`
 * count what the stream is about: the picture and its timestep, or an epoch, or a step of training. All fit 32 bits.
 */
export interface Place {
  readonly seed: number;
  readonly stream: Stream;
  readonly sample: number;
  readonly timestep: number;
}

/** `count` uniform numbers in (0, 1), multiples of 2^-33. A longer sequence begins with the shorter one. */
export function uniforms(place: Place, count: number): Float64Array {
  const words = wordsAt(place, count);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = toUniform(words[i]!);
  return values;
}

/** `count` numbers from the standard normal distribution. */
export function normals(place: Place, count: number): Float32Array {
  const values = new Float32Array(count);
  fillNormals(values, place);
  return values;
}

/** How many numbers are drawn at a time: their words stay in the cache. */
const chunk = 1024;

/**
 * Fills `values` with the numbers that `normals` draws, by Box and Muller (1958). Logarithm, sine and cosine are the engine's: V8
 * computes them itself, alike on all machines that round each operation.
 */
export function fillNormals(values: Float32Array, place: Place): void {
  for (let start = 0; start < values.length; start += chunk) {
    const end = Math.min(start + chunk, values.length);
    const words = wordsAt(place, end - start, start);
    for (let i = start; i < end; i += 2) {
      const radius = Math.sqrt(-2 * Math.log(toUniform(words[i - start]!)));
      const angle = 2 * Math.PI * toUniform(words[i - start + 1]!);
      values[i] = radius * Math.cos(angle);
      if (i + 1 < end) values[i + 1] = radius * Math.sin(angle);
    }
  }
}

/** At least `count` random words, in whole blocks, from the `start`-th of the sequence on, which begins a block too. */
function wordsAt({ seed, stream, sample, timestep }: Place, count: number, start = 0): Uint32Array {
  const words = new Uint32Array(4 * Math.ceil(count / 4));
  philox(words, [start / 4, sample, timestep, 0], [seed, streams[stream]]);
  return words;
}

/** The middle of the word's interval of width 2^-32, so that neither 0 nor 1 occurs. */
function toUniform(word: number): number {
  return (word + 0.5) / 2 ** 32;
}
