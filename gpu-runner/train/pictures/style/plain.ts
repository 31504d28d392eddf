import { article } from '../caption/noun-phrase.ts';
import { COLOUR_NAMES, COLOURS, type Colour } from '../ground/colours.ts';
import { fill } from '../ground/fill.ts';
import type { Style } from './style.ts';

const WHITE: Colour = [1, 1, 1];

/** On white, as the pictograms come. */
export const plain: Style = {
  ground(canvas) {
    fill(canvas, WHITE);
    return undefined;
  },
  captions: (phrase) => [phrase, phrase, `${phrase} on a white background`],
};

/** On a colour that has a name, in one of its shades. */
export const colour: Style = {
  ground(canvas, dice) {
    const name = dice.pick(COLOUR_NAMES);
    const [red, green, blue] = COLOURS[name];
    const [light, tint] = [dice.between(0.92, 1.06), dice.between(-0.03, 0.03)];
    fill(canvas, [red * light + tint, green * light, blue * light - tint]);
    return name;
  },
  captions: (phrase, ground) => [phrase, `${phrase} on ${article(ground!)} ${ground} background`],
};
