import type { Colour } from './colours.ts';

/** One colour everywhere: [3, side, side]. */
export function fill(side: number, colour: Colour): Float32Array {
  const rgb = new Float32Array(3 * side * side);
  for (const [channel, value] of colour.entries()) {
    rgb.fill(Math.min(1, Math.max(0, value)), channel * side * side, (channel + 1) * side * side);
  }
  return rgb;
}

/** A colour at each pixel, given by its place from 0 to 1: [3, side, side]. */
export function fillBy(side: number, colourAt: (x: number, y: number, pixel: number) => Colour): Float32Array {
  const rgb = new Float32Array(3 * side * side);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const colour = colourAt(((pixel % side) + 0.5) / side, (Math.floor(pixel / side) + 0.5) / side, pixel);
    for (let channel = 0; channel < 3; channel++) rgb[channel * side * side + pixel] = colour[channel]!;
  }
  return rgb;
}

/** Between two colours, `part` of the way to the second. */
export function mix(from: Colour, to: Colour, part: number): Colour {
  const at = (channel: 0 | 1 | 2) => from[channel] + (to[channel] - from[channel]) * part;
  return [at(0), at(1), at(2)];
}

/** From 0 below `low` to 1 above `high`, smoothly. */
export function smoothStep(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}

/** A colour of this hue (0 to 1 around the circle), saturation and brightness. */
export function hsv(hue: number, saturation: number, value: number): Colour {
  const channel = (shift: number) => {
    const k = (shift + 6 * hue) % 6;
    return value * (1 - saturation * Math.max(0, Math.min(k, 4 - k, 1)));
  };
  return [channel(5), channel(3), channel(1)];
}
