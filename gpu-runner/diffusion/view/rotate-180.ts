import { permutation } from './view.ts';

const halfTurn = (y: number, x: number, size: number) => (size - 1 - y) * size + (size - 1 - x);

/** The picture turned by half a turn. */
export const rotate180 = permutation(halfTurn, halfTurn);
