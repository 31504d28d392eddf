import { shuffledBlocks } from './blocks.ts';
import { latticeAt } from './lattice.ts';
import { permutation, type View } from './view.ts';

/**
 * The pixels in the order that `seed` draws (Geng et al. 2024, arXiv:2311.17919). At multiples of 64 px those of the 64 px
 * picture move, each as a square.
 */
export function pixels(seed: number): View {
  return permutation((size) => shuffledBlocks(size, latticeAt(size).cells, seed));
}
