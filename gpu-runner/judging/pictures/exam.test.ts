import { expect, it } from 'vitest';
import { type Tensor, tensor, zeros } from '../../tensor/tensor.ts';
import type { Judge } from '../../train/emoji-judge/judge.ts';
import { readEach, tasksAtOnce } from './exam.ts';
import type { Task } from './prompts.ts';

it('reads a picture of each task in order, and holds those of some at a time', async () => {
  const held: number[] = [];
  const firsts = ({ dims, data }: Tensor) =>
    tensor(
      [dims[0]!, 1],
      Float32Array.from({ length: dims[0]! }, (_, row) => data[row * 3 * 64 * 64]!),
    );
  const judge: Judge = {
    labels: { things: [], styles: [] },
    accuracy: undefined,
    async read(pictures) {
      held.push(pictures.dims[0]!);
      return { things: firsts(pictures), styles: firsts(pictures), features: firsts(pictures) };
    },
    async release() {},
  };
  const numbered = (some: readonly Task[], start: number) => {
    const pictures = zeros([some.length, 3, 64, 64]);
    for (const i of some.keys()) pictures.data[i * 3 * 64 * 64] = start + i;
    return pictures;
  };
  const task = { thing: {}, style: 'photo', prompt: 'a boat', pixels: new Uint8Array() } as unknown as Task;
  const count = 2 * tasksAtOnce + 3;
  const { things } = await readEach(
    judge,
    Array.from({ length: count }, () => task),
    numbered,
  );
  expect([...things.data]).toEqual([...Array(count).keys()]);
  expect(held).toEqual([tasksAtOnce, tasksAtOnce, 3]);
});
