import { describe, expect, it } from 'vitest';
import { readThings } from '../../train/dataset/catalogue/things.ts';
import { STYLE_NAMES } from '../../train/dataset/style/styles.ts';
import { Examiner, topics } from './prompts.ts';

const things = readThings();
const { signal } = new AbortController();

describe('what is asked for', () => {
  it('goes through all styles in turn, and through all things before one comes again', () => {
    const all = topics(2 * things.length, 3, things);
    const count = (style: string) => all.filter((topic) => topic.style === style).length;
    for (const style of STYLE_NAMES) expect(Math.abs(count(style) - all.length / STYLE_NAMES.length)).toBeLessThan(1);
    const names = all.map(({ thing }) => thing.name);
    expect(new Set(names.slice(0, things.length)).size).toBe(things.length);
    expect(names.slice(things.length).toSorted()).toEqual(names.slice(0, things.length).toSorted());
  });

  it('follows from the seed, and begins alike however much it is', () => {
    expect(topics(20, 3, things)).toEqual(topics(50, 3, things).slice(0, 20));
    expect(topics(20, 4, things)).not.toEqual(topics(20, 3, things));
  });
});

describe('the examiner', () => {
  it('asks in words that tell thing and style, and the same of the same seed', async () => {
    const tasks = await new Examiner(1).tasks(12, signal);
    expect(await new Examiner(1).tasks(12, signal)).toEqual(tasks);
    const words = {
      plain: /on a white background$/,
      colour: /on an? .+ background$/,
      photo: /^a (?:high quality )?photo of /,
      oil: /^an? (?:oil )?painting of /,
      lithograph: /^an? (?:lithograph|engraving) of /,
      pencil: /^a pencil (?:drawing|sketch) of /,
    };
    for (const { prompt, thing, style } of tasks) {
      expect(prompt).toMatch(words[style]);
      expect(prompt).toContain(thing.name);
    }
    expect(new Set(tasks.map(({ pixels }) => pixels.join())).size).toBe(12);
  });

  it('has more pictures with a caption, each another one', async () => {
    const examiner = new Examiner(1);
    const [, task] = await examiner.tasks(2, signal);
    expect(task!.style).toBe('colour');
    const answers = await examiner.answers(task!, 3, signal);
    expect(new Set([task!.pixels, ...answers].map((pixels) => pixels.join())).size).toBe(4);
    const corner = (pixels: Uint8Array) => [0, 1, 2].map((channel) => pixels[channel * 64 * 64]! / 255);
    for (const pixels of answers) {
      corner(pixels).forEach((value, channel) => {
        expect(Math.abs(value - corner(task!.pixels)[channel]!)).toBeLessThan(0.25);
      });
    }
  });

  it('stops', async () => {
    await expect(new Examiner(1).tasks(2, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});
