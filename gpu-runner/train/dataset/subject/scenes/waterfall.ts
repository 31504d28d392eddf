import { cliff } from '../../backdrop/waterfall.ts';
import { type Scene, spread } from './scene.ts';

/** Firs on the cliff and by the pool. */
export const waterfall: Scene = (cast, dice) => {
  const above = spread(3, 0.06, 0.94, 0.04, dice).map((x) =>
    cast.part(
      ['pine tree', 'pine tree', 'tree'],
      { x, y: dice.between(0.14, 0.18), size: dice.between(0.18, 0.26) },
      dice,
    ),
  );
  const below = [0.1, 0.9].map((x) =>
    cast.part(['pine tree', 'rock', 'tree'], { x, y: dice.between(0.78, 0.84), size: dice.between(0.2, 0.3) }, dice),
  );
  return {
    things: ['waterfall'],
    phrases: ['waterfalls', 'a waterfall', dice.pick(['waterfalls in the mountains', 'a waterfall in the forest'])],
    parts: [...above, ...below],
    backdrop: cliff,
  };
};
