import { smoothNoise } from '../plane/noise.ts';
import type { Backdrop } from './backdrop.ts';
import type { Colour } from './colours.ts';
import { fillBy, mix, smoothStep } from './fill.ts';

const SKY: Colour = [0.7, 0.84, 0.95];
const ROCK: Colour = [0.42, 0.38, 0.35];
const MOSS: Colour = [0.3, 0.46, 0.24];
const SHADE: Colour = [0.2, 0.19, 0.2];
const FOAM: Colour = [0.96, 0.98, 1];
const WATER: Colour = [0.42, 0.66, 0.86];
const POOL: Colour = [0.16, 0.44, 0.6];

/** Water that falls in one to three streams over a cliff into a pool. */
export const cliff: Backdrop = (side, dice) => {
  const [brow, shore] = [dice.between(0.16, 0.26), dice.between(0.72, 0.8)];
  const streams = streamsOf(dice.pick([1, 2, 2, 3])).map(({ x, width }) => ({
    x: x + dice.between(-0.04, 0.04),
    width: width * dice.between(0.8, 1.15),
  }));
  const [rough, fine, drops] = [smoothNoise(side, 7, dice), smoothNoise(side, 20, dice), dice.numbers(64)];
  const ground = (y: number, pixel: number) => {
    const rock = mix(mix(ROCK, MOSS, smoothStep(0.45, 0.7, rough[pixel]!)), SHADE, smoothStep(0.5, 0.8, fine[pixel]!));
    const pool = mix(POOL, FOAM, 0.35 * smoothStep(0.55, 0.75, fine[pixel]!));
    const solid = mix(rock, pool, smoothStep(shore - 0.01, shore + 0.02, y));
    return mix(SKY, solid, smoothStep(brow - 0.01, brow + 0.02, y + 0.1 * (rough[pixel]! - 0.5)));
  };
  return fillBy(side, (x, y, pixel) => {
    const under = ground(y, pixel);
    const [inside, streak] = [wetness(streams, x, y, rough[pixel]!), drops[Math.floor(x * 64)]!];
    const falling = mix(WATER, FOAM, 0.25 + 0.75 * streak);
    const fall = inside * smoothStep(brow - 0.02, brow + 0.02, y) * (1 - smoothStep(shore, shore + 0.05, y));
    const mist = inside * 0.9 * (1 - smoothStep(0, 0.1, Math.abs(y - shore - 0.01)));
    return mix(mix(under, falling, fall), FOAM, mist);
  });
};

interface Stream {
  readonly x: number;
  readonly width: number;
}

function streamsOf(count: number): Stream[] {
  return Array.from({ length: count }, (_, i) => ({ x: (i + 1) / (count + 1), width: 0.36 / count ** 0.75 }));
}

/** From 0 outside the streams to 1 within; they widen as they fall. */
function wetness(streams: readonly Stream[], x: number, y: number, rough: number): number {
  const depths = streams.map(
    ({ x: middle, width }) => (width * (0.75 + 0.5 * y)) / 2 - Math.abs(x - middle + 0.04 * (rough - 0.5)),
  );
  return smoothStep(-0.01, 0.015, Math.max(...depths));
}
