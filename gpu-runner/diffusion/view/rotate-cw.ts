import { rotation } from './rotation.ts';

/** The picture turned by a quarter turn clockwise. */
export const rotateCw = rotation(1);
