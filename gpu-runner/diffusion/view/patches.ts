import { shuffledBlocks } from './blocks.ts';
import { permutation, type View } from './view.ts';

const side = 8;

/** The picture cut into 8 x 8 square patches, which lie in the order that `seed` draws (Geng et al. 2024, arXiv:2311.17919). */
export function patches(seed: number): View {
  return permutation((size) => shuffledBlocks(size, side, seed));
}
