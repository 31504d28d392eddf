import type { Dice } from '../dice.ts';

/** Paints what lies behind the things: [3, side, side], from 0 to 1. */
export type Backdrop = (side: number, dice: Dice) => Float32Array;
