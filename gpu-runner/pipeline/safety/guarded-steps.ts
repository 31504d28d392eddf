import { concatRows, splitRows } from '../../tensor/rows.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import type { Finish, Step } from '../pipeline.ts';
import type { Guard, Guarded } from './guard.ts';

/**
 * The same steps, and what `finish` makes of the pictures, after they have passed the guard: an x_t is as black as the x0 that
 * was predicted in it, and bears the mark as well, since towards the end it is the picture.
 */
export async function* guardedSteps(
  steps: AsyncGenerator<Step, Tensor, void>,
  guard: Guard,
  finish: Finish,
): AsyncGenerator<Step, Guarded, void> {
  let next = await steps.next();
  for (; !next.done; next = await steps.next()) {
    const { pictures: x0, flags } = await guard.pass(next.value.x0);
    const xt = guard.mark(blackened(next.value.xt, flags, guard.black));
    yield { ...next.value, x0, xt, flags };
  }
  return guard.pass(await finish(next.value));
}

function blackened(pictures: Tensor, flags: Guarded['flags'], black: number): Tensor {
  if (!flags.some(Boolean)) return pictures;
  const hidden = ({ dims, data }: Tensor) => tensor(dims, new Float32Array(data.length).fill(black));
  return concatRows(splitRows(pictures, 1).map((picture, i) => (flags[i] ? hidden(picture) : picture)));
}
