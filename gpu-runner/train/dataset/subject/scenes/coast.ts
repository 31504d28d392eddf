import { landscape } from '../../backdrop/landscape.ts';
import { type Scene, spread } from './scene.ts';

/** Houses up a slope over the sea, boats and the sun. */
export const coast: Scene = (cast, dice) => {
  const right = dice.chance(0.5);
  const mirrored = (x: number) => (right ? x : 1 - x);
  const slope = cast.part('mountain', { x: mirrored(0.8), y: 0.44, size: 0.95 }, dice);
  const houses = spread(5, 0, 1, 0.04, dice).map((along) =>
    cast.part(
      ['house', 'house', 'church', 'hut'],
      { x: mirrored(0.52 + 0.4 * along), y: 0.62 - 0.2 * along, size: dice.between(0.17, 0.24) },
      dice,
    ),
  );
  const boats = spread(dice.pick([1, 2]), 0.22, 0.55, 0.08, dice).map((x) =>
    cast.part('sailboat', { x: mirrored(x), y: dice.between(0.72, 0.86), size: dice.between(0.18, 0.28) }, dice),
  );
  const sun = cast.part('sun', { x: mirrored(dice.between(0.14, 0.28)), y: dice.between(0.14, 0.22), size: 0.2 }, dice);
  return {
    things: ['coast'],
    phrases: [
      'the amalfi coast',
      'the amalfi cost',
      dice.pick(['a village by the sea', 'houses on the coast', 'the coast']),
    ],
    parts: [sun, slope, ...houses, ...boats],
    backdrop: landscape('sea', 0.5, 0.58),
  };
};
