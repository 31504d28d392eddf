import type { Colour } from '../backdrop/colours.ts';
import { faded } from '../backdrop/faded.ts';
import { fill, fillBy, mix, smoothStep } from '../backdrop/fill.ts';
import { layUnder } from '../canvas.ts';
import { blur } from '../plane/blur.ts';
import { edges } from '../plane/edges.ts';
import { luminance } from '../plane/luminance.ts';
import { smoothNoise } from '../plane/noise.ts';
import { castShadow } from '../plane/shadow.ts';
import type { Style } from './style.ts';

/** From one engraved line to the next, as a part of the side. */
const PITCH = 1 / 26;

/** Of each layer of hatching: its direction, and below which brightness it begins. */
const LAYERS = [
  { angle: Math.PI / 4, below: 0.88 },
  { angle: -Math.PI / 4, below: 0.42 },
] as const;

/** Engraved in black on cream: outlines, and hatching that is broader and crossed where it is darker. */
export const lithograph: Style = {
  paint(canvas, backdrop, dice) {
    const { side, cover } = canvas;
    const shadow = backdrop ? undefined : castShadow(canvas);
    const outer = edges(blur(cover, side, 1), side);
    layUnder(canvas, backdrop ? faded(backdrop(side, dice)) : fill(side, [1, 1, 1]));
    const tones = tonesOf(canvas.rgb, side, shadow);
    const inner = edges(tones, side);
    const grain = smoothNoise(side, 48, dice);
    const turn = dice.between(-0.15, 0.15);
    const [paper, ink] = [mix(CREAM, OLD_CREAM, dice.between(0, 1)), INK];
    canvas.rgb.set(
      fillBy(side, (x, y, pixel) => {
        const outline = Math.max(smoothStep(0.05, 0.2, outer[pixel]!), smoothStep(0.03, 0.1, inner[pixel]!));
        const tone = tones[pixel]! + 0.06 * (grain[pixel]! - 0.5);
        return mix(paper, ink, Math.max(0.95 * outline, hatching(x, y, tone, turn), 0.85 * (1 - tone) ** 2));
      }),
    );
    return undefined;
  },
  captions: (phrase) => [`a lithograph of ${phrase}`, `a lithograph of ${phrase}`, `an engraving of ${phrase}`],
};

const CREAM: Colour = [0.97, 0.94, 0.85];
const OLD_CREAM: Colour = [0.93, 0.88, 0.76];
const INK: Colour = [0.09, 0.08, 0.07];

/** Brightness from 0 to 1, slightly blurred, darker in the shadow. */
function tonesOf(rgb: Float32Array, side: number, shadow: Float32Array | undefined): Float32Array {
  const grey = blur(luminance(rgb), side, Math.max(1, Math.round(side / 200)));
  return grey.map((value, i) => value * (1 - 0.65 * (shadow?.[i] ?? 0)));
}

/** Ink at a place, from 0 to 1: lines as broad as the tone is dark. */
function hatching(x: number, y: number, tone: number, turn: number): number {
  let ink = 0;
  for (const { angle, below } of LAYERS) {
    if (tone >= below) continue;
    const across = (x * Math.cos(angle + turn) + y * Math.sin(angle + turn)) / PITCH;
    const distance = Math.abs(across - Math.round(across));
    const breadth = 0.02 + 0.26 * Math.min(1, (below - tone) / 0.6);
    ink = Math.max(ink, 1 - smoothStep(breadth - 0.1, breadth + 0.14, distance));
  }
  return ink;
}
