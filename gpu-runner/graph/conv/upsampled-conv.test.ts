import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluate, normalTensor } from '../../runtime/gradient-check.fixture.ts';
import { nearestUp } from '../resample.ts';
import { conv2d } from './conv.ts';
import { upsampledConv2d } from './upsampled-conv.ts';

type Build = Parameters<typeof evaluate>[0];

const apart: Build = (g, [x, w, b]) => conv2d(g, nearestUp(g, x!, 2), w!, b!, { stride: 1, padding: 1 });
const shared: Build = (g, [x, w, b]) => upsampledConv2d(g, x!, w!, b!);

it.each([{ fused: true }, {}])(
  'a convolution of an enlarged picture is that of the picture enlarged, for %o',
  async (target) => {
    const size = (max: number) => fc.integer({ min: 1, max });
    await fc.assert(
      fc.asyncProperty(size(2), size(5), size(5), size(6), size(6), fc.nat(), async (n, c, k, height, width, seed) => {
        const inputs = [[n, c, height, width], [k, c, 3, 3], [k]].map((dims, i) => normalTensor(dims, seed + i));
        const [found, wanted] = [await evaluate(shared, inputs, target), await evaluate(apart, inputs)];
        expect(found.dims).toEqual(wanted.dims);
        expect(Math.max(...found.data.map((value, i) => Math.abs(value - wanted.data[i]!)))).toBeLessThan(1e-4);
      }),
      { numRuns: 25 },
    );
  },
);
