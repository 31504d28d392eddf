import { COLOUR_NAMES, COLOURS, type Colour } from '../backdrop/colours.ts';
import { fill } from '../backdrop/fill.ts';
import { layUnder } from '../canvas.ts';
import { article } from '../caption/noun-phrase.ts';
import type { Style } from './style.ts';

const WHITE: Colour = [1, 1, 1];

/** On white, as the pictograms come. */
export const plain: Style = {
  paint(canvas, backdrop, dice) {
    layUnder(canvas, backdrop?.(canvas.side, dice) ?? fill(canvas.side, WHITE));
    return undefined;
  },
  captions: (phrase) => [phrase, phrase, `${phrase} on a white background`],
};

/** On a colour that has a name, in one of its shades. A caption always says it: what says nothing of its ground is on white. */
export const colour: Style = {
  paint(canvas, _, dice) {
    const name = dice.pick(COLOUR_NAMES);
    const [red, green, blue] = COLOURS[name];
    const [light, tint] = [dice.between(0.92, 1.06), dice.between(-0.03, 0.03)];
    layUnder(canvas, fill(canvas.side, [red * light + tint, green * light, blue * light - tint]));
    return name;
  },
  captions: (phrase, ground) => [`${phrase} on ${article(ground!)} ${ground} background`],
};
