import type { Tokenize } from '../../../bundle/tokenizer/t5-tokenizer.ts';
import type { Show } from '../../watch/show.ts';
import { colourSheet } from '../sheet.ts';
import { PROMPTS, pictureOf } from '../show.ts';
import { encodeTexts } from '../texts.ts';

/** What is read in a fixed list of prompts: the mean picture of each. */
export function textShow(tokenize: Tokenize): Show {
  return {
    isWanted: () => true,
    files: (thousands) => [pictureOf(thousands)],
    async *draw({ session }, thousands) {
      const { picture } = await session.run(encodeTexts(tokenize, PROMPTS));
      yield 1;
      const png = await colourSheet({ pictures: picture!, columns: 1, captions: PROMPTS });
      return { files: { [pictureOf(thousands)]: png } };
    },
  };
}
