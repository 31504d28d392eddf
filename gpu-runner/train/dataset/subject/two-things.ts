import { nounPhrase } from '../caption/noun-phrase.ts';
import type { Thing } from '../catalogue/things.ts';
import type { Dice } from '../dice.ts';
import { part } from './one-thing.ts';
import type { Subject } from './subject.ts';

/** One thing beside another, or above it. */
export function twoThings(first: Thing, second: Thing, dice: Dice): Subject {
  const [one, other] = [dice.pick(first.pictures), dice.pick(second.pictures)];
  const [a, b] = [nounPhrase(one.names[0]!), nounPhrase(other.names[0]!)];
  const above = dice.chance(0.3);
  const parts = [
    part(one, { ...placeOf(above, 0.27, dice), size: dice.between(0.4, 0.48) }, dice),
    part(other, { ...placeOf(above, 0.73, dice), size: dice.between(0.4, 0.48) }, dice),
  ];
  const beside = [`${a} and ${b}`, `${a} next to ${b}`, `${b} and ${a}`];
  return { things: [first.name, second.name], phrases: above ? [`${a} above ${b}`, `${b} below ${a}`] : beside, parts };
}

/** In the middle of the other direction, about. */
function placeOf(above: boolean, along: number, dice: Dice): { x: number; y: number } {
  const across = dice.between(0.44, 0.56);
  return above ? { x: across, y: along } : { x: along, y: across };
}
