import type { Tensor } from '../../tensor/tensor.ts';

/** Mean absolute differences of neighbouring pixels, by where they lie. */
export interface Gradients {
  /** One of them redrawn, the other held. */
  readonly border: number;
  /** Both redrawn. */
  readonly inside: number;
  /** Both held. */
  readonly outside: number;
}

type Region = keyof Gradients;

/** Of pictures [N, C, S, S] under a mask of S x S, true where they were redrawn: neighbours right and down, over all channels. */
export function gradientsOf({ dims, data }: Tensor, mask: readonly boolean[]): Gradients {
  const size = dims[3]!;
  const sums: Record<Region, number> = { border: 0, inside: 0, outside: 0 };
  const counts: Record<Region, number> = { border: 0, inside: 0, outside: 0 };
  for (let i = 0; i < data.length; i++) {
    const at = i % (size * size);
    const [right, down] = [(at + 1) % size !== 0, at + size < size * size];
    for (const step of [...(right ? [1] : []), ...(down ? [size] : [])]) {
      const region = regionOf(mask[at]!, mask[at + step]!);
      sums[region] += Math.abs(data[i]! - data[i + step]!);
      counts[region]++;
    }
  }
  const mean = (region: Region) => sums[region] / counts[region];
  return { border: mean('border'), inside: mean('inside'), outside: mean('outside') };
}

function regionOf(one: boolean, other: boolean): Region {
  if (one !== other) return 'border';
  return one ? 'inside' : 'outside';
}

/** The square in the middle, half as wide as the picture. */
export function middleMask(size: number): boolean[] {
  const within = (x: number) => x >= size / 4 && x < (3 * size) / 4;
  return Array.from({ length: size * size }, (_, at) => within(at % size) && within(Math.floor(at / size)));
}
