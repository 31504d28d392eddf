import { expect, it } from 'vitest';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import type { Step } from '../pipeline.ts';
import type { Guard } from './guard.ts';
import { guardedSteps } from './guarded-steps.ts';

it('guards what the pictures are finished to', async () => {
  const of = ({ dims, data }: Tensor, change: (value: number) => number) => tensor(dims, data.map(change));
  // biome-ignore lint/correctness/useYield: the pictures are there without a step.
  const run = async function* (): AsyncGenerator<Step, Tensor, void> {
    return tensor([1, 1, 1, 2], Float32Array.of(0.4, 0.8));
  };
  const guard: Guard = {
    black: 0,
    pass: async (pictures) => ({ pictures: of(pictures, (value) => Math.min(value, 1)), flags: [] }),
    mark: (pictures) => pictures,
  };
  const { value } = await guardedSteps(run(), guard, (pictures) => of(pictures, (value) => 2 * value)).next();
  expect(value).toMatchObject({ pictures: { data: Float32Array.of(0.8, 1) } });
});

it('blackens the noisy picture that a flagged one was predicted in, and marks what is left', async () => {
  const run = async function* (): AsyncGenerator<Step, Tensor, void> {
    const pictures = tensor([2, 1, 1, 1], Float32Array.of(0.2, 0.4));
    yield { step: 1, of: 1, timestep: 0, xt: pictures, x0: pictures };
    return pictures;
  };
  const guard: Guard = {
    black: -1,
    pass: async (pictures) => ({ pictures, flags: ['unsafe', undefined] }),
    mark: ({ dims, data }) =>
      tensor(
        dims,
        data.map((value) => 10 + value),
      ),
  };
  const { value } = await guardedSteps(run(), guard, (pictures) => pictures).next();
  expect(value).toMatchObject({ xt: { data: Float32Array.of(9, 10.4) }, flags: ['unsafe', undefined] });
});
