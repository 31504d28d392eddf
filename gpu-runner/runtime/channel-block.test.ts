import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gelu } from '../graph/activation.ts';
import { conv2d, convTranspose2d } from '../graph/conv/conv.ts';
import { convolve, type FilterGeometry } from '../graph/conv/convolve.ts';
import { convolveTransposed } from '../graph/conv/convolve-transposed.ts';
import { filterGradient } from '../graph/conv/filter-gradient.ts';
import { add } from '../graph/elementwise.ts';
import { gradients } from '../graph/gradients.ts';
import type { Graph } from '../graph/graph.ts';
import { batchNorm, moments } from '../graph/norm.ts';
import { sum } from '../graph/reduce.ts';
import { concat, reshape } from '../graph/shape.ts';
import { concrete, type Value } from '../graph/value.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { findChannelBlock } from './channel-block.ts';
import { evaluate, normalTensor } from './gradient-check.fixture.ts';

const SAME: FilterGeometry = { stride: 1, padding: 1 };

type Build = (g: Graph, values: readonly Value[]) => Value;

/** The greatest difference of what `build` gives in blocks and without them, of the largest number in it. */
async function apart(build: Build, shapes: readonly (readonly number[])[]): Promise<number> {
  const inputs = shapes.map((dims, i) => normalTensor(dims, i));
  const plain = await evaluate(build, inputs);
  const blocked = await evaluate(build, inputs, { channelBlock: await findChannelBlock() });
  expect(blocked.dims).toEqual(plain.dims);
  return largest(plain.data.map((value, i) => value - blocked.data[i]!)) / largest(plain.data);
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

it.runIf(process.arch === 'x64')('every x64 processor has blocks, of a size that comes out right', async () => {
  expect([8, 16]).toContain(await findChannelBlock());
});

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

it.each([1, 3, 16])('a convolution from %i channels into blocks equals a plain one', async (c) => {
  const build: Build = (g, [x, w, b]) => convolve(g, x!, w!, b!, { stride: 1, padding: 1 });
  expect(await apart(build, [[2, c, 5, 6], [32, c, 3, 3], [32]])).toBeLessThan(1e-5);
});

it('convolutions by minimal filtering equal plain ones, with a bias and without', async () => {
  const shapes = fc.record({
    n: fc.integer({ min: 1, max: 3 }),
    c: fc.constantFrom(32, 80, 128),
    k: fc.constantFrom(64, 96),
    rows: fc.integer({ min: 1, max: 3 }),
    width: fc.integer({ min: 1, max: 9 }),
    biased: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(shapes, async ({ n, c, k, rows, width, biased }) => {
      const build: Build = (g, [x, w, b]) => convolve(g, x!, w!, biased ? b : undefined, SAME);
      expect(await apart(build, [[n, c, 4 * rows, width], [k, c, 3, 3], [k]])).toBeLessThan(2e-5);
    }),
    { numRuns: 20 },
  );
});

it('gradients of filters by minimal filtering equal plain ones', async () => {
  const shapes = fc.record({
    blocks: fc.integer({ min: 1, max: 2 }),
    c: fc.constantFrom(32, 128),
    k: fc.constantFrom(64, 96),
    rows: fc.integer({ min: 1, max: 3 }),
    width: fc.integer({ min: 1, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(shapes, async ({ blocks, c, k, rows, width }) => {
      const build: Build = (g, [x, dy]) => filterGradient(g, x!, dy!, 3, SAME);
      const sizes = [4 * rows, width];
      expect(
        await apart(build, [
          [16 * blocks, c, ...sizes],
          [16 * blocks, k, ...sizes],
        ]),
      ).toBeLessThan(2e-5);
    }),
    { numRuns: 20 },
  );
});

it('so many pictures that they are taken a few at a time are convolved alike', async () => {
  const build: Build = (g, [x, w, b]) => {
    const y = convolve(g, x!, w!, b!, SAME);
    expect(g.nodes.filter(({ op }) => op === 'Scan')).toHaveLength(g.target.channelBlock ? 1 : 0);
    return y;
  };
  expect(await apart(build, [[42, 64, 20, 24], [64, 64, 3, 3], [64]])).toBeLessThan(2e-5);
});

it('transposed convolutions by phases equal plain ones', async () => {
  const geometries = fc
    .record({
      kernel: fc.integer({ min: 1, max: 5 }),
      stride: fc.integer({ min: 1, max: 3 }),
      padding: fc.integer({ min: 0, max: 2 }),
      rest: fc.tuple(fc.nat(2), fc.nat(2)),
      from: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    })
    .filter(({ kernel, padding }) => padding < kernel);
  await fc.assert(
    fc.asyncProperty(geometries, async ({ kernel, stride, padding, rest, from }) => {
      const size = from.map((length, i) => (length - 1) * stride - 2 * padding + kernel + (rest[i]! % stride));
      fc.pre(Math.min(...size) > 0);
      const build: Build = (g, [x, w, b]) =>
        convolveTransposed(g, x!, w!, b!, { stride, padding }, size as [number, number]);
      expect(await apart(build, [[2, 16, ...from], [16, 32, kernel, kernel], [32]])).toBeLessThan(1e-5);
    }),
    { numRuns: 40 },
  );
});

/** The gradients of the sum of what `build` gives, one after another in a row. */
function slopes(build: Build): Build {
  return (g, values) => {
    const y = build(g, values);
    const weighed = gelu(g, y);
    const total = reshape(
      g,
      sum(
        g,
        weighed,
        y.dims.map((_, i) => i),
      ),
      [],
    );
    const found = gradients(g, total, values).map((value) => reshape(g, value, [sizeOf(concrete(value))]));
    return concat(g, found, 0);
  };
}

const normalised: Build = (g, [x, scale, bias]) =>
  batchNorm(g, x!, { scale: scale!, bias: bias! }, moments(g, x!), 1e-5);

it.each<[string, Build, number[][]]>([
  [
    'a normalised convolution',
    (g, [x, w, b, scale, bias]) =>
      gelu(g, normalised(g, [conv2d(g, x!, w!, b!, { stride: 1, padding: 1 }), scale!, bias!])),
    [[3, 16, 6, 5], [32, 16, 3, 3], [32], [32], [32]],
  ],
  [
    'a normalised sum of one convolution with itself enlarged and halved',
    (g, [x, w, b, up, scale, bias]) => {
      const once = conv2d(g, x!, w!, b!, { stride: 1, padding: 1 });
      const large = convTranspose2d(g, once, up!, b!, { stride: 2, padding: 1 });
      const again = conv2d(g, large, w!, b!, { stride: 2, padding: 1 });
      return normalised(g, [add(g, once, again), scale!, bias!]);
    },
    [[16, 32, 4, 4], [32, 32, 3, 3], [32], [32, 32, 4, 4], [32], [32]],
  ],
  [
    'two convolutions joined, of which one is not of whole blocks',
    (g, [x, w, b, v, c]) => {
      const [whole, odd] = [conv2d(g, x!, w!, b!, SAME), conv2d(g, x!, v!, c!, SAME)];
      return concat(g, [concat(g, [whole, whole], 1), odd], 1);
    },
    [[2, 16, 3, 4], [16, 16, 3, 3], [16], [5, 16, 3, 3], [5]],
  ],
])('gradients in blocks equal plain ones: %s', async (_, build, shapes) => {
  expect(await apart(slopes(build), shapes)).toBeLessThan(1e-4);
});
