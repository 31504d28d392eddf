import type { Thing } from './catalogue/things.ts';
import { Dice, type Split } from './dice.ts';
import { FINE, type Picture, paint } from './picture.ts';
import { plans } from './plan.ts';
import { Sprites } from './sprites.ts';
import { oneThing } from './subject/one-thing.ts';

/** What a data set of pictures is drawn from: equal values give equal pictures. */
export interface PictureSet {
  readonly count: number;
  /** Of a picture's side, in pixels. */
  readonly size: 64 | 256;
  readonly seed: number;
  readonly split: Split;
}

/** The pictures of a set, in their order. */
export async function* pictures(
  { count, size, seed, split }: PictureSet,
  things: readonly Thing[],
): AsyncGenerator<Picture> {
  const sprites = new Sprites(Math.max(size, FINE));
  let index = 0;
  for (const { style, thing } of plans(count, things.length, seed)) {
    const dice = new Dice(seed, split, index++);
    yield paint(oneThing(things[thing]!, dice), style, size, sprites, dice);
  }
}
