import { shuffled } from '../../tensor/shuffle.ts';
import { type Grid, gridAt, indexOf, placeIn } from './lattice.ts';
import type { Source } from './view.ts';

/** The blocks of a grid in the order that `seed` draws; the margin stays put. */
export function shuffledBlocks(size: number, count: number, seed: number): Source {
  const grid: Grid = gridAt(size, count);
  const order = shuffled(count * count, { seed, stream: 'view', sample: 0, timestep: 0 });
  return (y, x) => {
    const place = placeIn(grid, y, x);
    if (!place) return y * size + x;
    const from = order[place.row * count + place.column]!;
    return indexOf(grid, { ...place, row: Math.floor(from / count), column: from % count }, size);
  };
}
