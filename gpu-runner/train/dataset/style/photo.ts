import { landscape } from '../backdrop/landscape.ts';
import { studio } from '../backdrop/studio.ts';
import { type Canvas, layUnder } from '../canvas.ts';
import { castShadow } from '../plane/shadow.ts';
import type { Style } from './style.ts';

/** Where things are photographed, and what captions call it: where they say nothing, it is a studio. */
const PLACES = [
  { words: undefined, backdrop: studio },
  { words: undefined, backdrop: studio },
  { words: undefined, backdrop: studio },
  { words: 'on the grass', backdrop: landscape('meadow') },
  { words: 'in the snow', backdrop: landscape('snow') },
  { words: 'on the sand', backdrop: landscape('sand') },
  { words: 'at night', backdrop: landscape('night') },
] as const;

/** Before a soft ground, lit from above, with a shadow at its feet and darker corners. */
export const photo: Style = {
  paint(canvas, backdrop, dice) {
    const place = dice.pick(PLACES);
    const ground = (backdrop ?? place.backdrop)(canvas.side, dice);
    if (!backdrop) darken(ground, castShadow(canvas), 0.55);
    lightFromAbove(canvas);
    layUnder(canvas, ground);
    darkenCorners(canvas);
    return backdrop ? undefined : place.words;
  },
  captions: (phrase, ground) =>
    ground === undefined
      ? [`a photo of ${phrase}`, `a photo of ${phrase}`, `a high quality photo of ${phrase}`]
      : [`a photo of ${phrase} ${ground}`],
};

function darken(rgb: Float32Array, shadow: Float32Array, strength: number): void {
  for (let i = 0; i < rgb.length; i++) rgb[i]! *= 1 - strength * shadow[i % shadow.length]!;
}

/** Things are lighter above and darker below than they come. */
function lightFromAbove({ side, rgb, cover }: Canvas): void {
  for (let i = 0; i < rgb.length; i++) {
    const height = Math.floor((i % cover.length) / side) / side;
    rgb[i] = Math.min(cover[i % cover.length]!, rgb[i]! * (1.1 - 0.35 * height));
  }
}

/** As lenses do. */
function darkenCorners({ side, rgb }: Canvas): void {
  for (let i = 0; i < rgb.length; i++) {
    const [x, y] = [(i % side) / side - 0.5, (Math.floor(i / side) % side) / side - 0.5];
    rgb[i]! *= 1 - 0.6 * (x * x + y * y) ** 2 * 2;
  }
}
