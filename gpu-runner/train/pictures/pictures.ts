import type { Thing } from './catalogue/things.ts';
import { Dice, type Split } from './dice.ts';
import { FINE, type Picture, paint } from './picture.ts';
import { type Plan, plans } from './plan.ts';
import { Sprites } from './sprites.ts';
import type { StyleName } from './style/styles.ts';
import { oneThing } from './subject/one-thing.ts';
import { Cast } from './subject/scenes/cast.ts';
import { SCENES } from './subject/scenes/scenes.ts';
import type { Subject } from './subject/subject.ts';
import { twoThings } from './subject/two-things.ts';

/** What a data set of pictures is drawn from: equal values give equal pictures. */
export interface PictureSet {
  readonly count: number;
  /** Of a picture's side, in pixels. */
  readonly size: 64 | 256;
  readonly seed: number;
  readonly split: Split;
}

/** What is asked for most, and so comes four times as often as the rest. */
const FAVOURITES: ReadonlySet<string> = new Set([
  'man',
  'woman',
  'old man',
  'old woman',
  'dog',
  'cat',
  'skull',
  'pencil',
  'rocket',
  'horse',
  'bird',
  'tree',
  'car',
  'house',
]);

/** Styles in which size, place and colour are seen best. */
const VARIED: readonly StyleName[] = ['plain', 'colour', 'photo'];

/** The pictures of a set, in their order. */
export async function* pictures(set: PictureSet, things: readonly Thing[]): AsyncGenerator<Picture> {
  const cards = things.flatMap((thing) => Array.from({ length: FAVOURITES.has(thing.name) ? 4 : 1 }, () => thing));
  const [cast, sprites] = [new Cast(things), new Sprites(Math.max(set.size, FINE))];
  let index = 0;
  for (const plan of plans(set.count, cards.length, SCENES.length, set.seed)) {
    const dice = new Dice(set.seed, set.split, index++);
    const picture = await paint(subjectOf(plan, cards, cast, dice), plan.style, set.size, sprites, dice);
    yield dice.chance(untold(plan)) ? { ...picture, captions: ['a photo', 'a high quality photo'] } : picture;
  }
}

function subjectOf({ kind, of, style }: Plan, cards: readonly Thing[], cast: Cast, dice: Dice): Subject {
  if (kind === 'scene') return sceneOf(of, cast, dice);
  const thing = cards[of]!;
  if (kind === 'thing') return oneThing(thing, VARIED.includes(style), dice);
  return twoThings(thing, dice.pick(cards.filter(({ name }) => name !== thing.name)), dice);
}

function sceneOf(of: number, cast: Cast, dice: Dice): Subject {
  return SCENES[of]!(cast, dice);
}

/** How likely a caption tells no more than that it is a photo. */
function untold({ kind, style }: Plan): number {
  return kind === 'thing' && style === 'photo' ? 0.1 : 0;
}
