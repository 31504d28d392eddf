import { permutation } from './view.ts';

/** The picture mirrored top to bottom: the flip of the first visual anagrams (Geng et al. 2024, arXiv:2311.17919). */
export const flip = permutation(() => (y, x, size) => (size - 1 - y) * size + x);
