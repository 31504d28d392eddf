import { shuffled } from '../../tensor/shuffle.ts';
import { pieceAt } from './jigsaw-pieces.ts';
import { gridAt, latticeAt } from './lattice.ts';
import { turned } from './quarter-turns.ts';
import { permutation, type View } from './view.ts';

const side = 4;

/**
 * A jigsaw of 4 x 4 pieces put together another way, which `seed` draws: corners change places with corners, edges with
 * edges of the same cut, turned to fit (Geng et al. 2024, arXiv:2311.17919). What 4 does not divide stays put.
 */
export function jigsaw(seed: number): View {
  const kinds = [0, 1, 2, 3].map((kind) => shuffled(4, { seed, stream: 'view', sample: kind, timestep: 1 }));
  return permutation((size) => {
    const { block, margin } = gridAt(size, side);
    const { scale } = latticeAt(size);
    const whole = side * block;
    const cell = (at: number) => Math.floor(at / scale);
    return (y, x) => {
      const within = { y: y - margin, x: x - margin };
      if (Math.min(within.y, within.x) < 0 || Math.max(within.y, within.x) >= whole) return y * size + x;
      const { kind, quadrant } = pieceAt(cell(within.y), cell(within.x), block / scale);
      const from = turned(within, whole, kinds[kind]![quadrant]! - quadrant);
      return (margin + from.y) * size + margin + from.x;
    };
  });
}
