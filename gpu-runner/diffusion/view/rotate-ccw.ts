import { clockwise, counterClockwise } from './quarter-turn.ts';
import { permutation } from './view.ts';

/** The picture turned by a quarter turn counter-clockwise. */
export const rotateCcw = permutation(counterClockwise, clockwise);
