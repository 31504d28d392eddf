import type { View } from './view.ts';

/** The picture as it is. */
export const identity: View = { apply: (image) => image, invert: (image) => image, invertVariance: (v) => v };
