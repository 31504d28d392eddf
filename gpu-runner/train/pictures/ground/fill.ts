import type { Canvas } from '../canvas.ts';
import type { Colour } from './colours.ts';

/** One colour everywhere. */
export function fill({ side, rgb, cover }: Canvas, colour: Colour): void {
  for (const [channel, value] of colour.entries()) {
    rgb.fill(Math.min(1, Math.max(0, value)), channel * side * side, (channel + 1) * side * side);
  }
  cover.fill(0);
}
