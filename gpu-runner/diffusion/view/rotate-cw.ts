import { clockwise, counterClockwise } from './quarter-turn.ts';
import { permutation } from './view.ts';

/** The picture turned by a quarter turn clockwise. */
export const rotateCw = permutation(clockwise, counterClockwise);
