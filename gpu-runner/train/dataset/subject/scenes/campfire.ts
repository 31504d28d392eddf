import { landscape, withGlow } from '../../backdrop/landscape.ts';
import { type Scene, spread } from './scene.ts';

const PEOPLE = ['man', 'woman', 'person', 'boy', 'girl', 'old man', 'old woman', 'bearded man', 'red-haired woman'];

/** Firs and the moon behind, people to both sides of a fire, logs under it. */
export const campfire: Scene = (cast, dice) => {
  const trees = spread(4, 0.08, 0.92, 0.05, dice).map((x) =>
    cast.part('pine tree', { x, y: dice.between(0.3, 0.36), size: dice.between(0.3, 0.44) }, dice),
  );
  const behind = [0.34, 0.66].map((x) => cast.part(PEOPLE, { x, y: dice.between(0.46, 0.5), size: 0.24 }, dice));
  const beside = [0.15, 0.85].map((x) => cast.part(PEOPLE, { x, y: dice.between(0.64, 0.7), size: 0.3 }, dice));
  const logs = [-1.1, 1.1].map((angle) =>
    cast.part('log', { x: 0.5, y: 0.84, size: 0.24, angle, flipped: false }, dice),
  );
  const fire = cast.part('fire', { x: 0.5, y: 0.67, size: dice.between(0.34, 0.4) }, dice);
  const moon = cast.part('crescent moon', { x: dice.between(0.2, 0.8), y: 0.13, size: 0.13 }, dice);
  return {
    things: ['campfire'],
    phrases: [
      'people around a campfire',
      dice.pick(['a campfire', 'friends around a campfire', 'people around a fire']),
    ],
    parts: [moon, ...trees, ...behind, ...logs, fire, ...beside],
    backdrop: withGlow(landscape('night', 0.45, 0.5)),
  };
};
