import { concatRows } from '../../tensor/rows.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { sharesOf } from '../../train/emoji-judge/shares.ts';
import type { Task } from '../../train/judge/pictures/prompts.ts';
import type { PictureVerdict } from '../../train/judge/pictures/verdict.ts';
import { picturesOf, type Room, readBy } from './room.ts';

/** A sample of each prompt, and the pictures that the prompts are captions of: how they are read. */
export async function readingOf(
  { studio, judge, seed }: Room,
  tasks: readonly Task[],
): Promise<PictureVerdict['read']> {
  const { steps } = studio.manner;
  const samples = await studio.draw(
    'samples',
    tasks.map(({ prompt }, i) => ({ technique: 'sample', prompt, steps, seed: seed + i })),
  );
  const pixels = tasks.map((task) => task.pixels);
  const told = tasks.map(({ thing, style }) => ({ thing: thing.name, style }));
  const shares = async (pictures: Tensor) => sharesOf(told, await readBy(judge, pictures), judge.labels);
  return { samples: await shares(concatRows(samples)), data: await shares(picturesOf(pixels, studio)) };
}
