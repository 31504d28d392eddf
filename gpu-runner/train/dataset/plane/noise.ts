import type { Dice } from '../dice.ts';

/** [side, side]: values from 0 to 1 that change smoothly from cell to cell of `cells` x `cells` (value noise). */
export function smoothNoise(side: number, cells: number, dice: Dice): Float32Array {
  const lattice = dice.numbers((cells + 1) ** 2);
  const noise = new Float32Array(side * side);
  const cell = Int32Array.from({ length: side }, (_, i) => (i * cells) / side);
  const within = Float32Array.from({ length: side }, (_, i) => ease((i * cells) / side - cell[i]!));
  for (let y = 0; y < side; y++) {
    const down = within[y]!;
    for (let x = 0; x < side; x++) {
      const [at, right] = [cell[y]! * (cells + 1) + cell[x]!, within[x]!];
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
