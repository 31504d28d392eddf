import { latticeAt } from './lattice.ts';
import { permutation } from './view.ts';

/** Radius of the circle as a share of the side: 24 of 64 px. */
const radius = 24 / 64;

/** A circle in the middle turned by half a turn, what lies around it as it was (Geng et al. 2024, arXiv:2311.17919). */
export const innerCircle = permutation((size) => {
  const { cells, scale } = latticeAt(size);
  // From the middle of the picture to that of the pixel's cell, in half cells.
  const offset = (at: number) => 2 * Math.floor(at / scale) + 1 - cells;
  const isInside = (y: number, x: number) => offset(y) ** 2 + offset(x) ** 2 <= (2 * radius * cells) ** 2;
  return (y, x) => (isInside(y, x) ? (size - 1 - y) * size + (size - 1 - x) : y * size + x);
});
