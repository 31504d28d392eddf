import { concatRows } from '../../tensor/rows.ts';
import { sharesOf } from '../../train/emoji-judge/shares.ts';
import { originalsOf } from './edits.ts';
import { type Exam, type PicturesOf, readEach } from './exam.ts';
import type { Wanted } from './examinee.ts';
import type { Task } from './prompts.ts';
import type { PictureVerdict } from './verdict.ts';

/** A sample of each prompt, and the pictures that the prompts are captions of: how they are read. */
export async function readingOf(
  { examinee, judge, seed }: Exam,
  tasks: readonly Task[],
): Promise<PictureVerdict['read']> {
  const { steps } = examinee.manner;
  const told = tasks.map(({ thing, style }) => ({ thing: thing.name, style }));
  const shares = async (pictures: PicturesOf) => sharesOf(told, await readEach(judge, tasks, pictures), judge.labels);
  const drawn: PicturesOf = async (some, start) => {
    const wanted = some.map(
      ({ prompt }, i): Wanted => ({ technique: 'sample', prompt, steps, seed: seed + start + i }),
    );
    return concatRows(await examinee.draw(`samples ${start + 1} to ${start + some.length}`, wanted));
  };
  return { samples: await shares(drawn), data: await shares((some) => originalsOf(some, examinee)) };
}
