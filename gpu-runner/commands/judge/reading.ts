import { concatRows } from '../../tensor/rows.ts';
import { sharesOf } from '../../train/emoji-judge/shares.ts';
import type { Task } from '../../train/judge/pictures/prompts.ts';
import type { PictureVerdict } from '../../train/judge/pictures/verdict.ts';
import { originalsOf } from './edits.ts';
import { type PicturesOf, type Room, readEach } from './room.ts';
import type { Wanted } from './studio.ts';

/** A sample of each prompt, and the pictures that the prompts are captions of: how they are read. */
export async function readingOf(
  { studio, judge, seed }: Room,
  tasks: readonly Task[],
): Promise<PictureVerdict['read']> {
  const { steps } = studio.manner;
  const told = tasks.map(({ thing, style }) => ({ thing: thing.name, style }));
  const shares = async (pictures: PicturesOf) => sharesOf(told, await readEach(judge, tasks, pictures), judge.labels);
  const drawn: PicturesOf = async (some, start) => {
    const wanted = some.map(
      ({ prompt }, i): Wanted => ({ technique: 'sample', prompt, steps, seed: seed + start + i }),
    );
    return concatRows(await studio.draw(`samples ${start + 1} to ${start + some.length}`, wanted));
  };
  return { samples: await shares(drawn), data: await shares((some) => originalsOf(some, studio)) };
}
