import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, gradientError, normalTensor } from '../../runtime/gradient-check.fixture.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { conv2d, convTranspose2d } from './conv.ts';
import type { FilterGeometry } from './convolve.ts';

const TOLERANCE = 2e-3;

const size = (max: number) => fc.integer({ min: 1, max });

/** Either side with fewer channels, kept size, strides, even filters. */
const convolutions = fc
  .record({
    seed: fc.nat(),
    n: size(2),
    c: size(2),
    k: size(2),
    kernel: fc.integer({ min: 1, max: 4 }),
    stride: size(2),
    padding: fc.integer({ min: 0, max: 1 }),
    extra: fc.tuple(size(3), size(3)),
  })
  .filter(({ kernel, padding }) => padding < kernel)
  .map((shape) => ({ ...shape, h: shape.kernel + shape.extra[0] - 1, w: shape.kernel + shape.extra[1] - 1 }));

describe('convolution gradients are the finite differences', () => {
  it('conv2d', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async ({ seed, n, c, k, kernel, stride, padding, h, w }) => {
        const inputs = [[n, c, h, w], [k, c, kernel, kernel], [k]].map((dims, i) => normalTensor(dims, seed + i));
        const build = conv({ stride, padding });
        expect(await gradientError(build, inputs)).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 40 },
    );
  });

  it('convTranspose2d', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async ({ seed, n, c, k, kernel, stride, padding, extra: [h, w] }) => {
        fc.pre((Math.min(h, w) - 1) * stride - 2 * padding + kernel > 0);
        const inputs = [[n, c, h, w], [c, k, kernel, kernel], [k]].map((dims, i) => normalTensor(dims, seed + i));
        const build = convTranspose({ stride, padding });
        expect(await gradientError(build, inputs)).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses a filter of other channels', async () => {
    const inputs = [[1, 2, 3, 3], [1, 3, 3, 3], [1]].map((dims) => normalTensor(dims, 1));
    await expect(evaluate(conv({ stride: 1, padding: 1 }), inputs)).rejects.toThrow(
      'has not the channels of the filter',
    );
  });
});

it('conv2d is the correlation of its definition', async () => {
  const [x, w, b] = [normalTensor([2, 2, 5, 4], 1), normalTensor([3, 2, 3, 3], 2), normalTensor([3], 3)];
  const y = await evaluate(conv({ stride: 2, padding: 1 }), [x, w, b]);
  expect(y.dims).toEqual([2, 3, 3, 2]);
  const expected = correlate(x, w, b, { stride: 2, padding: 1 }, y.dims);
  expect(Math.max(...y.data.map((v, i) => Math.abs(v - expected[i]!)))).toBeLessThan(1e-5);
});

function conv(geometry: FilterGeometry): Parameters<typeof gradientError>[0] {
  return (g, [x, w, b]) => conv2d(g, x!, w!, b!, geometry);
}

function convTranspose(geometry: FilterGeometry): Parameters<typeof gradientError>[0] {
  return (g, [x, w, b]) => convTranspose2d(g, x!, w!, b!, geometry);
}

function correlate(
  x: Tensor,
  w: Tensor,
  b: Tensor,
  { stride, padding }: FilterGeometry,
  dims: readonly number[],
): number[] {
  const at = ({ dims, data }: Tensor, [n, c, i, j]: number[]) =>
    i! < 0 || j! < 0 || i! >= dims[2]! || j! >= dims[3]!
      ? 0
      : data[((n! * dims[1]! + c!) * dims[2]! + i!) * dims[3]! + j!]!;
  const [, c, k] = [0, w.dims[1]!, w.dims[2]!];
  return indices(dims).map(([n, o, p, q]) =>
    indices([c, k, k]).reduce(
      (total, [ci, i, j]) =>
        total + at(x, [n!, ci!, p! * stride + i! - padding, q! * stride + j! - padding]) * at(w, [o!, ci!, i!, j!]),
      b.data[o!]!,
    ),
  );
}

/** All multi-indices of a shape in row-major order. */
function indices(dims: readonly number[]): number[][] {
  return dims.reduce<number[][]>(
    (rows, d) => rows.flatMap((row) => Array.from({ length: d }, (_, i) => [...row, i])),
    [[]],
  );
}
