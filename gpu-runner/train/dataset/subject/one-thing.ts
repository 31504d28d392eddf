import { COLOUR_NAMES, COLOURS } from '../backdrop/colours.ts';
import { kindOf } from '../caption/kinds.ts';
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

/** How often a thing is small, and how often it is of another colour than its own. */
const SMALL = 0.1;
const TINTED = 0.1;

/**
 * How often a thing is mirrored, and how far it may be turned, in radians. Little of either: of what pictures of a word have in
 * common a small network learns most.
 */
const MIRRORED = 0.25;
const ASKEW = 0.05;

/** What has a colour in its name, or none of its own. */
const COLOURED = new RegExp(`\\b(?:${COLOUR_NAMES.join('|')}|white|gold|golden|rainbow|skull|photo)\\b`);

/**
 * One thing that fills most of the picture. With `variety` it is now and then a small one in some place or one in some colour,
 * as its phrases tell.
 */
export function oneThing({ name, pictures }: Thing, variety: boolean, dice: Dice): Subject {
  const picture = dice.pick(pictures);
  const names = namesOf(picture, dice);
  if (variety && dice.chance(SMALL)) return smallThing(name, picture, names, dice);
  const size = dice.between(0.76, 0.92);
  const room = (1 - size) / 4;
  const at = { x: 0.5 + dice.between(-room, room), y: 0.5 + dice.between(-room, room), size };
  if (variety && dice.chance(TINTED) && mayBeTinted(picture))
    return tintedThing(name, part(picture, at, dice), names, dice);
  const kind = kindOf(picture);
  const phrases = [...names, ...(kind !== undefined && dice.chance(0.25) ? [kind] : [])];
  return { things: [name], phrases: phrases.map((each) => nounPhrase(each)), parts: [part(picture, at, dice)] };
}

function smallThing(thing: string, picture: Pictogram, names: readonly string[], dice: Dice): Subject {
  const { words, x, y } = dice.pick(PLACES);
  const size = dice.between(0.34, 0.46);
  const at = { x: x + dice.between(-0.02, 0.02), y: y + dice.between(-0.02, 0.02), size };
  const small = names.map((name) => nounPhrase(name, 'small'));
  const placed = words === undefined ? [] : names.map((name) => `${nounPhrase(name)} ${words}`);
  return { things: [thing], phrases: [...placed, ...small], parts: [part(picture, at, dice)] };
}

function tintedThing(thing: string, plain: Part, names: readonly string[], dice: Dice): Subject {
  const colour = dice.pick(COLOUR_NAMES);
  const phrases = names.map((name) => nounPhrase(name, colour));
  return { things: [thing], phrases, parts: [{ ...plain, tint: COLOURS[colour] }] };
}

/** Not people and faces, who have their own colours. */
function mayBeTinted({ names, person }: Pictogram): boolean {
  return !person && !names.some((name) => COLOURED.test(name));
}

/** A little askew, and now and then mirrored, but for what has letters on it. */
export function part({ path, lettered }: Pictogram, at: { x: number; y: number; size: number }, dice: Dice): Part {
  return { ...at, path, flipped: dice.chance(MIRRORED) && !lettered, angle: dice.between(-ASKEW, ASKEW) };
}

/** The first name, and one of the others. */
function namesOf({ names }: Pictogram, dice: Dice): string[] {
  const [first, ...others] = names;
  return others.length > 0 ? [first!, dice.pick(others)] : [first!];
}
