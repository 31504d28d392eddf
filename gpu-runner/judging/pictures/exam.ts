import { SIDE } from '../../nets/emoji/classifier.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import { magnified } from '../../tensor/tiles.ts';
import { type Judge, joined, type Reading } from '../../train/emoji-judge/judge.ts';
import { takePicture } from '../../train/if-tiny/pixels.ts';
import type { Examinee } from './examinee.ts';
import type { Task } from './prompts.ts';

/** Who draws, who reads, and the first of the seeds. */
export interface Exam {
  readonly examinee: Examinee;
  readonly judge: Judge;
  readonly seed: number;
}

/** Pictures of 64 pixels, [3, 64, 64] each, as the examinee has its own: [N, 3, S, S] in [-1, 1]. */
export function picturesOf(pictures: readonly Uint8Array[], { size }: Examinee): Tensor {
  const target = zeros([pictures.length, 3, size, size]);
  pictures.forEach((pixels, row) => {
    takePicture({ pixels, size: SIDE }, { index: 0, dx: 0, dy: 0, size }, target.data, row * 3 * size * size);
  });
  return target;
}

/** Smaller pictures are enlarged to what the judge reads. */
export function readBy(judge: Judge, pictures: Tensor): Promise<Reading> {
  return judge.read(magnified(pictures, SIDE / pictures.dims[3]!));
}

/** Tasks whose pictures are held at the same time: those of 10,000 would take gigabytes. */
export const tasksAtOnce = 500;

/** A picture of each of some tasks, the first of which is the `start`-th: [N, 3, S, S]. */
export type PicturesOf = (some: readonly Task[], start: number) => Tensor | Promise<Tensor>;

/** What the judge reads in a picture of each task. */
export async function readEach(judge: Judge, tasks: readonly Task[], pictures: PicturesOf): Promise<Reading> {
  const parts: Reading[] = [];
  for (let start = 0; start < tasks.length; start += tasksAtOnce) {
    const some = tasks.slice(start, start + tasksAtOnce);
    parts.push(await readBy(judge, await pictures(some, start)));
  }
  return joined(parts);
}
