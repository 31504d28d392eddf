import { rotation } from './rotation.ts';

/** The picture turned by half a turn. */
export const rotate180 = rotation(2);
