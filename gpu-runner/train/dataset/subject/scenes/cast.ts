import type { Placement } from '../../canvas.ts';
import type { Pictogram, Thing } from '../../catalogue/things.ts';
import type { Dice } from '../../dice.ts';
import type { Part } from '../subject.ts';

/** The things that scenes are made of. */
export class Cast {
  readonly #things: ReadonlyMap<string, Thing>;

  constructor(things: readonly Thing[]) {
    this.#things = new Map(things.map((thing) => [thing.name, thing]));
  }

  /** Any picture of the named thing. Throws a RangeError when there is no such thing. */
  picture(name: string, dice: Dice): Pictogram {
    const thing = this.#things.get(name);
    if (!thing) throw new RangeError(`no thing is called "${name}"`);
    return dice.pick(thing.pictures);
  }

  /** One of the named things at its place, mirrored half of the time unless the place says. */
  part(names: string | readonly string[], place: Placement, dice: Dice): Part {
    const name = typeof names === 'string' ? names : dice.pick(names);
    const flipped = place.flipped ?? dice.chance(0.5);
    return { ...place, flipped, path: this.picture(name, dice).path };
  }
}
