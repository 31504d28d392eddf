import type { Canvas } from '../canvas.ts';
import type { Dice } from '../dice.ts';

/** How pictures look, and how their captions say so. */
export interface Style {
  /** Paints what lies behind the things, over the whole canvas; answers what captions call it, if they do. */
  ground(canvas: Canvas, dice: Dice): string | undefined;
  /** Changes the finished composition; without it, it stays. */
  readonly finish?: (canvas: Canvas, dice: Dice) => void;
  /** Captions of something called `phrase` on that ground. */
  captions(phrase: string, ground: string | undefined): readonly string[];
}
