import { landscape } from '../../backdrop/landscape.ts';
import { type Scene, spread } from './scene.ts';

/** Houses and firs in the snow at the foot of white mountains. */
export const village: Scene = (cast, dice) => {
  const mountains = spread(dice.pick([1, 2]), 0.34, 0.68, 0.12, dice).map((x) =>
    cast.part('mount fuji', { x, y: dice.between(0.3, 0.36), size: dice.between(0.62, 0.85) }, dice),
  );
  const trees = spread(4, 0.08, 0.92, 0.06, dice).map((x) =>
    cast.part('pine tree', { x, y: dice.between(0.5, 0.58), size: dice.between(0.16, 0.26) }, dice),
  );
  const houses = spread(dice.pick([3, 4]), 0.16, 0.84, 0.04, dice).map((x) =>
    cast.part(
      ['house', 'house', 'hut', 'church'],
      { x, y: dice.between(0.66, 0.8), size: dice.between(0.22, 0.32) },
      dice,
    ),
  );
  return {
    things: ['village'],
    phrases: ['a snowy mountain village', 'a village in the mountains', 'a snowy village'],
    parts: [...mountains, ...trees, ...houses.toSorted((a, b) => a.y - b.y)],
    backdrop: landscape('snow', 0.42, 0.5),
  };
};
