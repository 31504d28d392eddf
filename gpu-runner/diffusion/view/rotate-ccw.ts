import { rotation } from './rotation.ts';

/** The picture turned by a quarter turn counter-clockwise. */
export const rotateCcw = rotation(-1);
