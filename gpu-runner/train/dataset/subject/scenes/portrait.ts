import type { Placement } from '../../canvas.ts';
import { nounPhrase } from '../../caption/noun-phrase.ts';
import type { Dice } from '../../dice.ts';
import type { Part } from '../subject.ts';
import type { Cast } from './cast.ts';
import type { Scene } from './scene.ts';

/** What is worn on the head: where its middle is and how wide it is, in heights of the head, from the head's middle. */
const HATS = {
  'top hat': { y: -0.58, size: 0.92 },
  'sun hat': { y: -0.4, size: 1.2 },
  cap: { y: -0.5, size: 0.82 },
  crown: { y: -0.55, size: 0.8 },
  'graduation cap': { y: -0.42, size: 1.1 },
} as const;
type Hat = keyof typeof HATS;

const WEARERS = ['man', 'man', 'man', 'man', 'man', 'bearded man', 'old man', 'woman', 'old woman', 'boy', 'girl'];

/** Somebody with something on the head. */
export const hat: Scene = (cast, dice) => {
  const [who, worn] = [dice.pick(WEARERS), dice.pick(Object.keys(HATS) as Hat[])];
  const head = headAt(0.6, dice);
  const kind = nounPhrase(worn);
  const covering = worn === 'crown' ? [] : [`${nounPhrase(who)} wearing a hat`, `${nounPhrase(who)} with a hat`];
  return {
    things: [who, worn],
    phrases: [...covering, `${nounPhrase(who)} wearing ${kind}`],
    parts: [cast.part(who, head, dice), wear(cast, worn, HATS[worn], head, dice)],
  };
};

/** A bearded man with glasses, sometimes a cap, and a cup of coffee in front. */
export const barista: Scene = (cast, dice) => {
  const head = headAt(0.56, dice);
  const glasses = dice.pick(['glasses', 'sunglasses']);
  const cap = dice.chance(0.4) ? [wear(cast, 'cap', HATS.cap, head, dice)] : [];
  const cup = { x: dice.pick([0.24, 0.76]), y: 0.78, size: dice.between(0.34, 0.4) };
  return {
    things: ['barista'],
    phrases: ['a hipster barista', 'a hipster barista', 'a barista', 'a bearded man with a cup of coffee'],
    parts: [
      cast.part('bearded man', head, dice),
      wear(cast, glasses, { y: 0.02, size: 0.74 }, head, dice),
      ...cap,
      cast.part('cup of coffee', cup, dice),
    ],
  };
};

/** A head that leaves room above it. */
function headAt(y: number, dice: Dice): Placement {
  return { x: dice.between(0.46, 0.54), y: y + dice.between(-0.02, 0.03), size: dice.between(0.6, 0.68) };
}

function wear(cast: Cast, name: string, { y, size }: { y: number; size: number }, head: Placement, dice: Dice): Part {
  return cast.part(name, { x: head.x, y: head.y + y * head.size, size: size * head.size }, dice);
}
