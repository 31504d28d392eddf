import { landscape } from '../../backdrop/landscape.ts';
import { type Scene, spread } from './scene.ts';

/** A house among trees. */
export const forest: Scene = (cast, dice) => {
  const trees = spread(5, 0.06, 0.94, 0.05, dice).map((x) =>
    cast.part(['tree', 'pine tree'], { x, y: dice.between(0.4, 0.46), size: dice.between(0.3, 0.46) }, dice),
  );
  const house = cast.part(
    ['house', 'hut'],
    { x: dice.between(0.34, 0.66), y: 0.66, size: dice.between(0.36, 0.46) },
    dice,
  );
  return {
    things: ['forest'],
    phrases: ['a house in the forest', dice.pick(['a house among trees', 'a house in the woods'])],
    parts: [...trees, house],
    backdrop: landscape('meadow', 0.45, 0.55),
  };
};

/** A rocket among planets. */
export const space: Scene = (cast, dice) => {
  const sky = spread(4, 0.12, 0.88, 0.06, dice).map((x) =>
    cast.part(
      ['star', 'shining star', 'sparkles', 'comet'],
      { x, y: dice.between(0.1, 0.9), size: dice.between(0.06, 0.12) },
      dice,
    ),
  );
  const planet = cast.part(
    ['planet', 'full moon', 'globe'],
    { x: dice.pick([0.22, 0.78]), y: dice.pick([0.2, 0.8]), size: dice.between(0.24, 0.34) },
    dice,
  );
  const rocket = cast.part('rocket', { x: 0.5, y: 0.5, size: dice.between(0.45, 0.6) }, dice);
  return {
    things: ['rocket'],
    phrases: ['a rocket in space', 'a rocket ship in space'],
    parts: [...sky, planet, rocket],
    backdrop: landscape('night', 1.2, 1.3),
  };
};

/** A boat on the sea. */
export const voyage: Scene = (cast, dice) => {
  const sun = cast.part(['sun', 'cloud'], { x: dice.pick([0.2, 0.8]), y: 0.18, size: 0.24 }, dice);
  const boat = cast.part('sailboat', { x: dice.between(0.4, 0.6), y: 0.56, size: dice.between(0.48, 0.6) }, dice);
  return {
    things: ['sailboat'],
    phrases: ['a boat on the sea', 'a sailboat on the sea', 'a ship at sea'],
    parts: [sun, boat],
    backdrop: landscape('sea', 0.55, 0.62),
  };
};

/** Flowers in a meadow. */
export const garden: Scene = (cast, dice) => {
  const kinds = ['tulip', 'sunflower', 'rose', 'yellow flower', 'hyacinth'];
  const flowers = [0.5, 0.72].flatMap((y) =>
    spread(4, 0.14, 0.86, 0.05, dice).map((x) =>
      cast.part(kinds, { x, y: y + dice.between(-0.03, 0.06), size: dice.between(0.26, 0.34) }, dice),
    ),
  );
  return {
    things: ['garden'],
    phrases: ['a garden full of flowers', 'flowers in a meadow', 'flowers'],
    parts: flowers,
    backdrop: landscape('meadow', 0.3, 0.4),
  };
};
