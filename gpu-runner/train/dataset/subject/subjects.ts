import type { Thing } from '../catalogue/things.ts';
import { Dice, type Split } from '../dice.ts';
import { type Plan, plans } from '../plan.ts';
import type { StyleName } from '../style/styles.ts';
import { oneThing } from './one-thing.ts';
import { Cast } from './scenes/cast.ts';
import { SCENES } from './scenes/scenes.ts';
import type { Subject } from './subject.ts';
import { twoThings } from './two-things.ts';

/** What a set of subjects is drawn from. */
export interface SubjectSet {
  readonly count: number;
  readonly seed: number;
  readonly split: Split;
}

/** A subject, the style to paint it in, and the dice, thrown so far, to paint it with. */
export interface Planned {
  readonly plan: Plan;
  readonly subject: Subject;
  readonly dice: Dice;
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

/** The subjects of a set, in their order. */
export function* subjects({ count, seed, split }: SubjectSet, things: readonly Thing[]): Generator<Planned> {
  const cards = things.flatMap((thing) => Array.from({ length: FAVOURITES.has(thing.name) ? 4 : 1 }, () => thing));
  const cast = new Cast(things);
  let index = 0;
  for (const plan of plans(count, cards.length, (style) => SCENES[style].length, seed)) {
    const dice = new Dice(seed, split, index++);
    yield { plan, subject: subjectOf(plan, cards, cast, dice), dice };
  }
}

function subjectOf({ kind, of, style }: Plan, cards: readonly Thing[], cast: Cast, dice: Dice): Subject {
  if (kind === 'scene') return SCENES[style][of]!(cast, dice);
  const thing = cards[of]!;
  if (kind === 'thing') return oneThing(thing, VARIED.includes(style), dice);
  return twoThings(thing, dice.pick(cards.filter(({ name }) => name !== thing.name)), dice);
}
