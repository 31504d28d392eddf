import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, gradientError, normalTensor } from '../runtime/gradient-check.fixture.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { groupNorm, layerNorm, rmsNorm } from './standardise.ts';

type Build = Parameters<typeof gradientError>[0];

const TOLERANCE = 5e-3;
const size = (min: number) => fc.integer({ min, max: 3 });

const grouped =
  (groups: number): Build =>
  (g, [x, scale, bias]) =>
    groupNorm(g, x!, { scale: scale!, bias: bias! }, groups, 1e-2);
const layered: Build = (g, [x, scale, bias]) => layerNorm(g, x!, { scale: scale!, bias: bias! }, 1e-2);
const rooted: Build = (g, [x, weight]) => rmsNorm(g, x!, weight!, 1e-2);

describe('gradients of normalisations are the finite differences', () => {
  it('groupNorm of pictures', async () => {
    await fc.assert(
      fc.asyncProperty(size(1), size(1), size(1), fc.nat(), async (n, groups, each, seed) => {
        const c = groups * each;
        const inputs = [[n, c, 2, 3], [c], [c]].map((dims, i) => normalTensor(dims, seed + i));
        expect(await gradientError(grouped(groups), inputs)).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 12 },
    );
  });

  it('groupNorm of sequences [N,C,L]', async () => {
    await fc.assert(
      fc.asyncProperty(size(1), size(1), size(1), size(2), fc.nat(), async (n, groups, each, length, seed) => {
        const c = groups * each;
        const inputs = [[n, c, length], [c], [c]].map((dims, i) => normalTensor(dims, seed + i));
        expect(await gradientError(grouped(groups), inputs)).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 8 },
    );
  });

  it.each([
    ['layerNorm', layered],
    ['rmsNorm', rooted],
  ])('%s of vectors and of sequences', async (_, op) => {
    const leading = fc.array(size(1), { minLength: 1, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(leading, size(2), fc.nat(), async (rows, c, seed) => {
        const inputs = [[...rows, c], [c], [c]].map((dims, i) => normalTensor(dims, seed + i));
        expect(await gradientError(op, inputs)).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 8 },
    );
  });
});

describe('values of normalisations are those of their definitions', () => {
  const unit: Tensor = { dims: [2], data: Float32Array.of(1, 1) };
  const nothing: Tensor = { dims: [2], data: new Float32Array(2) };

  it('groupNorm, also away from zero', async () => {
    const x: Tensor = { dims: [1, 2, 2], data: Float32Array.of(1000, 1002, 1004, 1006) };
    const y = await evaluate(grouped(1), [x, unit, nothing]);
    const deviation = Math.sqrt(5 + 1e-2);
    [-3, -1, 1, 3].forEach((offset, i) => {
      expect(y.data[i]).toBeCloseTo(offset / deviation, 4);
    });
  });

  it('rmsNorm', async () => {
    const y = await evaluate(rooted, [{ dims: [1, 2], data: Float32Array.of(3, 4) }, unit]);
    expect(y.data[0]).toBeCloseTo(3 / Math.sqrt(12.51), 6);
  });

  it('a width that does not divide into the groups is refused', async () => {
    const inputs = [normalTensor([1, 3, 2], 1), normalTensor([3], 2), normalTensor([3], 3)];
    await expect(evaluate(grouped(2), inputs)).rejects.toThrow('does not divide into 2 groups');
  });
});
