import { concatRows, splitRows } from '../../tensor/rows.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { originalsOf } from './edits.ts';
import type { Exam } from './exam.ts';
import type { Examinee, Wanted } from './examinee.ts';
import type { Task } from './prompts.ts';
import { gradientsOf, middleMask } from './seam.ts';
import type { PictureVerdict } from './verdict.ts';

/** Pictures drawn of each. */
const COUNT = 2;

/** The middle of each task's picture drawn anew under its own prompt: whether one sees where. */
export async function inpaintedOf(
  { examinee, seed }: Exam,
  tasks: readonly Task[],
): Promise<PictureVerdict['inpainted']> {
  const drawn = await drawInpaintings(examinee, tasks, { seed, count: COUNT });
  const region = middleMask(examinee.size);
  const gradients = (pictures: Tensor) => gradientsOf(halved(pictures), region);
  return {
    pictures: COUNT * tasks.length,
    samples: gradients(concatRows(drawn)),
    data: gradients(originalsOf(tasks, examinee)),
  };
}

export async function drawInpaintings(
  examinee: Examinee,
  tasks: readonly Task[],
  { seed, count }: { readonly seed: number; readonly count: number },
): Promise<Tensor[]> {
  const { steps } = examinee.manner;
  const mask = await examinee.give(maskPicture(middleMask(examinee.size), examinee.size));
  const images = await Promise.all(splitRows(originalsOf(tasks, examinee), 1).map((picture) => examinee.give(picture)));
  const wanted = tasks.map(
    ({ prompt }, i): Wanted => ({
      technique: 'inpaint',
      image: images[i]!,
      mask,
      prompt,
      steps,
      seed: seed + i,
      count,
    }),
  );
  return examinee.draw('inpaintings', wanted);
}

/** White where the region is, [1, 3, S, S]. */
function maskPicture(region: readonly boolean[], size: number): Tensor {
  const plane = region.map((redrawn) => (redrawn ? 1 : -1));
  return tensor([1, 3, size, size], Float32Array.from([...plane, ...plane, ...plane]));
}

/** Pixels of a range 2 wide as those of one that is 1 wide; differences alone count. */
function halved({ dims, data }: Tensor): Tensor {
  return tensor(
    dims,
    data.map((value) => value / 2),
  );
}
