import { faded } from '../backdrop/faded.ts';
import { fill, fillBy, smoothStep } from '../backdrop/fill.ts';
import { layUnder } from '../canvas.ts';
import { blur } from '../plane/blur.ts';
import { edges } from '../plane/edges.ts';
import { luminance } from '../plane/luminance.ts';
import { smoothNoise } from '../plane/noise.ts';
import { castShadow } from '../plane/shadow.ts';
import type { Style } from './style.ts';

/** From one pencil stroke to the next, as a part of the side. */
const PITCH = 1 / 40;

/** Grey lines along the edges and soft shading in strokes, on paper with a grain. */
export const pencil: Style = {
  paint(canvas, backdrop, dice) {
    const { side } = canvas;
    const shadow = castShadow(canvas);
    const outer = edges(blur(canvas.cover, side, 1), side);
    layUnder(canvas, backdrop ? faded(backdrop(side, dice)) : fill(side, [1, 1, 1]));
    const tones = blur(luminance(canvas.rgb), side, 1).map((tone, i) => tone * (1 - (backdrop ? 0 : 0.4 * shadow[i]!)));
    const lines = edges(tones, side);
    const [grain, waver] = [smoothNoise(side, 64, dice), smoothNoise(side, 6, dice)];
    const [angle, white] = [dice.between(0.6, 1), dice.between(0.93, 0.98)];
    canvas.rgb.set(
      fillBy(side, (x, y, pixel) => {
        const across = (x * Math.cos(angle) + y * Math.sin(angle)) / PITCH + 1.5 * waver[pixel]!;
        const stroke = 0.5 + 0.5 * Math.cos(2 * Math.PI * across);
        const shading = (1 - tones[pixel]!) * (0.34 + 0.3 * stroke) * (0.75 + 0.5 * grain[pixel]!);
        const line =
          Math.max(smoothStep(0.02, 0.1, lines[pixel]!), smoothStep(0.05, 0.25, outer[pixel]!)) *
          (0.65 + 0.25 * grain[pixel]!);
        const grey = white - Math.max(shading, line) * 0.95 - 0.04 * grain[pixel]!;
        return [grey, grey, grey * 0.985];
      }),
    );
    return undefined;
  },
  captions: (phrase) => [
    `a pencil drawing of ${phrase}`,
    `a pencil drawing of ${phrase}`,
    `a pencil sketch of ${phrase}`,
  ],
};
