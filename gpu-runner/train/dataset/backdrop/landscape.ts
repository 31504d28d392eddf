import type { Dice } from '../dice.ts';
import { smoothNoise } from '../plane/noise.ts';
import type { Backdrop } from './backdrop.ts';
import type { Colour } from './colours.ts';
import { fillBy, mix, smoothStep } from './fill.ts';

interface Land {
  readonly zenith: Colour;
  readonly horizon: Colour;
  /** Far away and near. */
  readonly far: Colour;
  readonly near: Colour;
}

/** Skies and grounds. */
const LANDS = {
  meadow: { zenith: [0.36, 0.62, 0.92], horizon: [0.8, 0.9, 0.98], far: [0.5, 0.72, 0.36], near: [0.26, 0.52, 0.2] },
  snow: { zenith: [0.45, 0.62, 0.86], horizon: [0.86, 0.9, 0.96], far: [0.9, 0.93, 0.97], near: [0.8, 0.87, 0.96] },
  sand: { zenith: [0.4, 0.68, 0.94], horizon: [0.88, 0.92, 0.94], far: [0.93, 0.82, 0.6], near: [0.85, 0.7, 0.46] },
  sea: { zenith: [0.34, 0.62, 0.93], horizon: [0.86, 0.93, 0.97], far: [0.2, 0.52, 0.78], near: [0.1, 0.42, 0.66] },
  night: { zenith: [0.05, 0.06, 0.2], horizon: [0.16, 0.16, 0.36], far: [0.1, 0.14, 0.14], near: [0.06, 0.08, 0.07] },
  dusk: { zenith: [0.3, 0.26, 0.5], horizon: [0.98, 0.62, 0.36], far: [0.34, 0.3, 0.3], near: [0.2, 0.18, 0.2] },
} as const satisfies Readonly<Record<string, Land>>;

/** A sky over a ground, the horizon anywhere from `highest` to `lowest` (parts of the height, from above). */
export function landscape(land: keyof typeof LANDS, highest = 0.45, lowest = 0.65): Backdrop {
  return (side, dice) => {
    const { zenith, horizon, far, near } = tinted(LANDS[land], dice);
    const edge = dice.between(highest, lowest);
    const [clouds, hills] = [smoothNoise(side, 5, dice), smoothNoise(side, 7, dice)];
    return fillBy(side, (_, y, pixel) => {
      const sky = mix(zenith, horizon, smoothStep(0, edge, y) * 0.9 + 0.2 * (clouds[pixel]! - 0.5));
      const ground = mix(far, near, (y - edge) / (1 - edge) + 0.5 * (hills[pixel]! - 0.5));
      return mix(sky, ground, smoothStep(edge - 0.015, edge + 0.015, y + 0.03 * (hills[pixel]! - 0.5)));
    });
  };
}

/** A little lighter or darker, warmer or colder. */
function tinted(land: Land, dice: Dice): Land {
  const [light, warm] = [dice.between(0.9, 1.08), dice.between(-0.04, 0.04)];
  const tint = ([red, green, blue]: Colour): Colour => [red * light + warm, green * light, blue * light - warm];
  return { zenith: tint(land.zenith), horizon: tint(land.horizon), far: tint(land.far), near: tint(land.near) };
}

/** The light of a fire in the lower middle of a backdrop. */
export function withGlow(behind: Backdrop): Backdrop {
  return (side, dice) => {
    const rgb = behind(side, dice);
    const glow = fillBy(side, (x, y) =>
      mix([0, 0, 0], GLOW, (1 - smoothStep(0, 0.6, Math.hypot(x - 0.5, y - 0.72))) ** 1.5),
    );
    return rgb.map((value, i) => Math.min(1, value + glow[i]!));
  };
}

const GLOW: Colour = [0.85, 0.42, 0.12];
