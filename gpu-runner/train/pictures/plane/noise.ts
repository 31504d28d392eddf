import type { Dice } from '../dice.ts';

/** [side, side]: values from 0 to 1 that change smoothly, over `cells` x `cells` of them (value noise, Perlin 1985's kin). */
export function smoothNoise(side: number, cells: number, dice: Dice): Float32Array {
  const lattice = dice.numbers((cells + 1) ** 2);
  const noise = new Float32Array(side * side);
  const step = Float32Array.from({ length: side }, (_, i) => (i * cells) / side);
  for (let y = 0; y < side; y++) {
    const [row, down] = [Math.floor(step[y]!), ease(step[y]! % 1)];
    for (let x = 0; x < side; x++) {
      const [column, right] = [Math.floor(step[x]!), ease(step[x]! % 1)];
      const at = row * (cells + 1) + column;
      const above = lattice[at]! * (1 - right) + lattice[at + 1]! * right;
      const below = lattice[at + cells + 1]! * (1 - right) + lattice[at + cells + 2]! * right;
      noise[y * side + x] = above * (1 - down) + below * down;
    }
  }
  return noise;
}

function ease(t: number): number {
  return t * t * (3 - 2 * t);
}
