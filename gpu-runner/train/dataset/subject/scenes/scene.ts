import type { Dice } from '../../dice.ts';
import type { Subject } from '../subject.ts';
import type { Cast } from './cast.ts';

/** Several things that make one picture, otherwise each time. */
export type Scene = (cast: Cast, dice: Dice) => Subject;

/** `count` numbers from `low` to `high`, evenly spread and then moved by up to `jitter`. */
export function spread(count: number, low: number, high: number, jitter: number, dice: Dice): number[] {
  const step = (high - low) / Math.max(1, count - 1);
  return Array.from({ length: count }, (_, i) => low + i * step + dice.between(-jitter, jitter));
}
