import { concatRows } from '../../../tensor/rows.ts';
import type { CaptionedPictures } from '../../dataset/dataset.ts';
import { endText } from '../../dataset/held-out.ts';
import type { Lap } from '../../history.ts';
import type { Show } from '../../watch/show.ts';
import { colourSheet } from '../sheet.ts';
import { pictureOf } from '../show.ts';
import { HELD_OUT } from './batches.ts';
import { meanOf, nearnessText } from './scores.ts';
import { nearnessOf, type Trial, tried } from './trial.ts';

/** Pictures at the end of a set, after the runs `before`: as the first stage would have drawn them, by bicubic interpolation, drawn, and as they are. */
export function upscaleShow(data: CaptionedPictures, before: readonly Lap[] = []): Show {
  const indices = Array.from({ length: HELD_OUT }, (_, i) => data.count - HELD_OUT + i);
  return {
    isWanted: () => true,
    files: (thousands) => [pictureOf(thousands)],
    async *draw(look, thousands) {
      const trials: Trial[] = [];
      for (const index of indices) {
        const trying = tried(look, data, index);
        let next = await trying.next();
        for (; !next.done; next = await trying.next()) yield (trials.length + next.value) / HELD_OUT;
        trials.push(next.value);
      }
      const rows = trials.flatMap(({ small, bicubic, drawn, original }) => [small, bicubic, drawn, original]);
      const captions = indices.map((index) => data.captions[index]![0]!);
      const png = await colourSheet({ pictures: concatRows(rows), columns: 4, captions });
      return {
        files: { [pictureOf(thousands)]: png },
        text: nearnessText(trials.length, meanOf(trials.map(nearnessOf)), endText(before, data)),
      };
    },
  };
}
