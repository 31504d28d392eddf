/**
 * The named step lists of DeepFloyd IF, coarsest at the noise or at the picture: how many timesteps are visited in each of
 * as many equal sections of the training, the cleanest section first (deep-floyd/IF, `respacing_modes`).
 */
export const respacings = {
  fast27: [10, 10, 3, 2, 2],
  smart27: [7, 4, 2, 1, 2, 4, 7],
  smart50: [10, 6, 4, 3, 2, 2, 3, 4, 6, 10],
  smart100: [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 7, 8, 9, 10, 13],
  smart185: [1, 1, 2, 2, 2, 3, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20],
  super27: [1, 1, 1, 1, 1, 1, 1, 2, 5, 13],
  super40: [2, 2, 2, 2, 2, 2, 3, 4, 6, 15],
  super100: [4, 4, 6, 6, 8, 8, 10, 10, 14, 30],
} as const satisfies Record<string, readonly number[]>;
export type Respacing = keyof typeof respacings;

/**
 * Falling timesteps of a training of length `trainTimesteps`: each section's first and last, and the others evenly between
 * them (Nichol and Dhariwal 2021, arXiv:2102.09672, section 4). The first sections take the remainder of the division.
 */
export function respaced(trainTimesteps: number, counts: readonly number[]): number[] {
  const [size, rest] = [Math.floor(trainTimesteps / counts.length), trainTimesteps % counts.length];
  const rising = counts.flatMap((count, i) => {
    const first = i * size + Math.min(i, rest);
    return spread(first, size + Number(i < rest), count);
  });
  return rising.toReversed();
}

/** `count` of the `size` timesteps from `first` on. Throws a RangeError where there are not so many. */
function spread(first: number, size: number, count: number): number[] {
  if (count > size) throw new RangeError(`a section of ${size} timesteps has no ${count} to visit`);
  const stride = count === 1 ? 1 : (size - 1) / (count - 1);
  // Added up, and halves rounded to even, as the published lists were made in Python.
  let at = 0;
  return Array.from({ length: count }, () => {
    const timestep = first + roundHalfEven(at);
    at += stride;
    return timestep;
  });
}

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}
