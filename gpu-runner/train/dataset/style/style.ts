import type { Backdrop } from '../backdrop/backdrop.ts';
import type { Canvas } from '../canvas.ts';
import type { Dice } from '../dice.ts';

/** How pictures look, and how their captions say so. */
export interface Style {
  /**
   * Makes a whole picture of the things on the canvas: what lies behind them, which is the scene's `backdrop` if it has
   * one, and the manner. Answers what captions call the ground, if they do.
   */
  paint(canvas: Canvas, backdrop: Backdrop | undefined, dice: Dice): string | undefined;
  /** Captions of something called `phrase` on that ground. */
  captions(phrase: string, ground: string | undefined): readonly string[];
}
