import { describe, expect, it } from 'vitest';
import { readThings } from './catalogue/things.ts';
import { STYLES } from './style/styles.ts';
import { subjects } from './subject/subjects.ts';

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
  'a man wearing a hat',
  'a rocket ship',
  'a pencil',
];

describe('the prompts of the course are among the captions', () => {
  const planned = [...subjects({ count: 12_000, seed: 0, split: 'train' }, readThings())];
  const captions = new Set(
    planned.flatMap(({ plan, subject }) =>
      subject.phrases.flatMap((phrase) =>
        STYLES[plan.style].captions(phrase, plan.style === 'colour' ? 'red' : undefined),
      ),
    ),
  );

  it.each(PROMPTS)('%s', (prompt) => {
    expect(captions).toContain(prompt);
  });
});
