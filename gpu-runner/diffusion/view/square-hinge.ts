import { gridAt, indexOf, placeIn } from './lattice.ts';
import { turned } from './quarter-turns.ts';
import { permutation } from './view.ts';

const side = 3;

/**
 * Nine squares, each turned in its place by a quarter, clockwise and counter-clockwise by turns, as hinged squares open
 * (Geng et al. 2024, arXiv:2311.17919).
 */
export const squareHinge = permutation((size) => {
  const grid = gridAt(size, side);
  return (y, x) => {
    const place = placeIn(grid, y, x);
    if (!place) return y * size + x;
    const quarters = (place.row + place.column) % 2 === 0 ? 1 : -1;
    return indexOf(grid, { ...place, ...turned(place, grid.block, -quarters) }, size);
  };
});
