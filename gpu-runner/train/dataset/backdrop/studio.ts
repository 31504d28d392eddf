import { smoothNoise } from '../plane/noise.ts';
import type { Backdrop } from './backdrop.ts';
import { fillBy, hsv, mix, smoothStep } from './fill.ts';

/** A room out of focus: a wall lit from above, a table before it, and blurred lights and furniture. */
export const studio: Backdrop = (side, dice) => {
  const hue = dice.between(0, 1);
  const wall = hsv(hue, dice.between(0.1, 0.4), dice.between(0.35, 0.85));
  const table = hsv((hue + dice.between(-0.12, 0.12) + 1) % 1, dice.between(0.15, 0.45), dice.between(0.4, 0.8));
  const [edge, lampX] = [dice.between(0.6, 0.78), dice.between(0.3, 0.7)];
  const clutter = smoothNoise(side, 4, dice);
  return fillBy(side, (x, y, pixel) => {
    const light = 1.12 - 0.5 * Math.hypot(x - lampX, y - 0.15) + 0.3 * (clutter[pixel]! - 0.5);
    const there = mix(wall, table, smoothStep(edge - 0.08, edge + 0.08, y));
    return mix([0, 0, 0], there, light);
  });
};
