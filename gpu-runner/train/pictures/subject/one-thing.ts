import { nounPhrase } from '../caption/noun-phrase.ts';
import type { Pictogram, Thing } from '../catalogue/things.ts';
import type { Dice } from '../dice.ts';
import type { Part, Subject } from './subject.ts';

/** Where a small thing is put, and what that is called. */
const PLACES = [
  { words: 'on the left', x: 0.26, y: 0.5 },
  { words: 'on the right', x: 0.74, y: 0.5 },
  { words: 'at the top', x: 0.5, y: 0.26 },
  { words: 'at the bottom', x: 0.5, y: 0.74 },
  { words: undefined, x: 0.5, y: 0.5 },
] as const;

/** One thing that fills most of the picture, or, one time in eight, a small one in a place that its phrases tell. */
export function oneThing({ name, pictures }: Thing, dice: Dice): Subject {
  const picture = dice.pick(pictures);
  const names = namesOf(picture, dice);
  if (dice.chance(1 / 8)) return smallThing(name, picture, names, dice);
  const size = dice.between(0.68, 0.94);
  const room = (1 - size) / 2;
  const at = { x: 0.5 + dice.between(-room, room), y: 0.5 + dice.between(-room, room) };
  return {
    things: [name],
    phrases: names.map((each) => nounPhrase(each)),
    parts: [part(picture, { ...at, size }, dice)],
  };
}

function smallThing(thing: string, picture: Pictogram, names: readonly string[], dice: Dice): Subject {
  const { words, x, y } = dice.pick(PLACES);
  const size = dice.between(0.34, 0.46);
  const at = { x: x + dice.between(-0.02, 0.02), y: y + dice.between(-0.02, 0.02), size };
  const small = names.map((name) => nounPhrase(name, 'small'));
  const placed = words === undefined ? [] : names.map((name) => `${nounPhrase(name)} ${words}`);
  return { things: [thing], phrases: [...placed, ...small], parts: [part(picture, at, dice)] };
}

/** Mirrored half of the time, and a little askew. */
export function part({ path }: Pictogram, at: { x: number; y: number; size: number }, dice: Dice): Part {
  return { ...at, path, flipped: dice.chance(0.5), angle: dice.between(-0.08, 0.08) };
}

/** The first name, and one of the others. */
function namesOf({ names }: Pictogram, dice: Dice): string[] {
  const [first, ...others] = names;
  return others.length > 0 ? [first!, dice.pick(others)] : [first!];
}
