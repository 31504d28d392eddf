import fc from 'fast-check';
import { expect, it } from 'vitest';
import { convolve } from '../graph/convolve.ts';
import { filterGradient } from '../graph/filter-gradient.ts';
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/value.ts';
import { findChannelBlock } from './channel-block.ts';
import { evaluate, normalTensor } from './gradient-check.ts';

type Build = (g: Graph, values: readonly Value[]) => Value;

/** The greatest difference of what `build` gives in blocks and without them, of the largest number in it. */
async function apart(build: Build, shapes: readonly (readonly number[])[]): Promise<number> {
  const inputs = shapes.map((dims, i) => normalTensor(dims, i));
  const plain = await evaluate(build, inputs);
  const blocked = await evaluate(build, inputs, { channelBlock: await findChannelBlock() });
  expect(blocked.dims).toEqual(plain.dims);
  const largest = Math.max(...plain.data.map(Math.abs));
  return Math.max(...plain.data.map((value, i) => Math.abs(value - blocked.data[i]!))) / largest;
}

it.each([
  [3, 1, 1],
  [3, 2, 1],
  [4, 2, 1],
])('blocked convolutions equal plain ones: kernel %i, stride %i, padding %i', async (kernel, stride, padding) => {
  const build: Build = (g, [x, w, b]) => convolve(g, x!, w!, b!, { stride, padding });
  expect(await apart(build, [[2, 32, 8, 6], [16, 32, kernel, kernel], [16]])).toBeLessThan(1e-5);
});

it('gradients of filters over blocks of pictures equal those of plain convolutions', async () => {
  const geometries = fc
    .record({
      blocks: fc.integer({ min: 1, max: 2 }),
      c: fc.integer({ min: 1, max: 40 }),
      kernel: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 2 }),
      padding: fc.integer({ min: 0, max: 2 }),
      extra: fc.tuple(fc.nat(5), fc.nat(5)),
    })
    .filter(({ kernel, padding }) => padding < kernel);
  await fc.assert(
    fc.asyncProperty(geometries, async ({ blocks, c, kernel, stride, padding, extra }) => {
      const [n, [height, width]] = [16 * blocks, extra.map((more) => kernel + more) as [number, number]];
      const [h, w] = [height, width].map((size) => Math.floor((size + 2 * padding - kernel) / stride) + 1);
      const build: Build = (g, [x, dy]) => filterGradient(g, x!, dy!, kernel, { stride, padding });
      const shapes = [
        [n, c, height, width],
        [n, 32, h!, w!],
      ];
      expect(await apart(build, shapes)).toBeLessThan(1e-5);
    }),
    { numRuns: 25 },
  );
});
