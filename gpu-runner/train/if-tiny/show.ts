import type { Tokenize } from '../../bundle/tokenizer/t5-tokenizer.ts';
import { SAMPLES, type Show } from '../watch/show.ts';
import { fullSize, stretchesOf, type TinyConfig } from './run.ts';
import { sampleTexts } from './sampling.ts';
import { colourSheet } from './sheet.ts';

/** What is asked for at each milestone: prompts of the course, and what else the data set's manners of speaking are about. */
export const PROMPTS = [
  'a rocket ship',
  'a pencil',
  'a photo of a dog',
  'a man wearing a hat',
  'a lithograph of a skull',
  'a lithograph of waterfalls',
  'an oil painting of a snowy mountain village',
  'an oil painting of an old man',
  'a red apple',
  'a cat on a blue background',
  'a pencil drawing of a house',
  'a dog and a pizza',
];

/** Samples of each prompt. */
const COLUMNS = 2;
const GUIDANCE = 4;

/** Samples of a fixed list of prompts. */
export function tinyShow(config: TinyConfig, tokenize: Tokenize): Show {
  return {
    isWanted: () => true,
    files: (thousands) => [pictureOf(thousands)],
    async *draw({ session, seed, steps, phase }, thousands) {
      const { size } = stretchesOf(config)[phase]!;
      const prompts = PROMPTS.flatMap((prompt) => Array.from({ length: COLUMNS }, () => prompt));
      const block = fullSize(config) / size;
      const run = sampleTexts(session, { prompts, tokenize, guidance: GUIDANCE, size, block, seed, steps });
      let next = await run.next();
      for (let done = 1; !next.done; next = await run.next()) yield done++ / steps;
      const png = await colourSheet({ pictures: next.value, columns: COLUMNS, captions: PROMPTS });
      return { files: { [pictureOf(thousands)]: png } };
    },
  };
}

/** Where the samples after so many thousand pictures go. */
export function pictureOf(thousands: number): string {
  return `${SAMPLES}/pictures-${String(Math.round(1000 * thousands)).padStart(8, '0')}.png`;
}

/** After how many pictures the samples of that name were drawn; NaN of another file. */
export function imagesBefore(name: string): number {
  return Number(/^pictures-(\d+)\.png$/.exec(name)?.[1]);
}
