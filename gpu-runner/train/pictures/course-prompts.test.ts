import { describe, expect, it } from 'vitest';
import { readThings } from './catalogue/things.ts';
import { Dice } from './dice.ts';
import { STYLE_NAMES, STYLES } from './style/styles.ts';
import { oneThing } from './subject/one-thing.ts';
import { Cast } from './subject/scenes/cast.ts';
import { SCENES } from './subject/scenes/scenes.ts';
import type { Subject } from './subject/subject.ts';

/** Those that name something; "a high quality photo" and the empty one do not. */
const PROMPTS = [
  'an oil painting of a snowy mountain village',
  'a photo of the amalfi cost',
  'a photo of a man',
  'a photo of a hipster barista',
  'a photo of a dog',
  'an oil painting of people around a campfire',
  'an oil painting of an old man',
  'a lithograph of waterfalls',
  'a lithograph of a skull',
  'a rocket ship',
  'a pencil',
];

describe('the prompts of the course', () => {
  const things = readThings();
  const cast = new Cast(things);
  const draws = Array.from({ length: 40 }, (_, index) => new Dice(1, 'train', index));
  const subjects: Subject[] = draws.flatMap((dice) => [
    ...SCENES.map((scene) => scene(cast, dice)),
    ...['man', 'dog', 'old man', 'skull', 'rocket', 'pencil'].map((name) =>
      oneThing(things.find((thing) => thing.name === name)!, false, dice),
    ),
  ]);
  const captions = new Set(
    subjects.flatMap(({ phrases }) =>
      phrases.flatMap((phrase) => STYLE_NAMES.flatMap((style) => STYLES[style].captions(phrase, 'red'))),
    ),
  );

  it.each(PROMPTS)('%s', (prompt) => {
    expect(captions).toContain(prompt);
  });

  it('a man wearing a hat', () => {
    expect(captions).toContain('a photo of a man wearing a hat');
    expect(captions).toContain('a man wearing a hat');
  });
});
