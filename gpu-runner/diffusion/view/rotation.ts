import { turned } from './quarter-turns.ts';
import { permutation, type View } from './view.ts';

/** The picture turned clockwise by so many quarter turns. */
export function rotation(quarters: number): View {
  return permutation(() => (y, x, size) => {
    const from = turned({ y, x }, size, -quarters);
    return from.y * size + from.x;
  });
}
