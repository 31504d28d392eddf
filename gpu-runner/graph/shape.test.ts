import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, gradientError, normalTensor } from '../runtime/gradient-check.ts';
import { concat, pad, reshape, slice, transpose } from './shape.ts';

const TOLERANCE = 2e-3;

describe('gradients of shape operators are the finite differences', () => {
  it('reshape', async () => {
    expect(await gradientError((g, [x]) => reshape(g, x!, [3, 4]), [normalTensor([2, 6], 1)])).toBeLessThan(TOLERANCE);
  });

  it('transpose, by every permutation', async () => {
    const permutations = fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(permutations, async (perm) => {
        const error = await gradientError((g, [x]) => transpose(g, x!, perm), [normalTensor([2, 3, 2], 1)]);
        expect(error).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 6 },
    );
  });

  it('concat', async () => {
    const inputs = [1, 2, 3].map((c) => normalTensor([2, c, 2], c));
    expect(await gradientError((g, xs) => concat(g, xs, 1), inputs)).toBeLessThan(TOLERANCE);
  });

  it('slice', async () => {
    const ranges = [
      { axis: 0, start: 1, end: 3 },
      { axis: 1, start: 0, end: 2 },
    ];
    expect(await gradientError((g, [x]) => slice(g, x!, ranges), [normalTensor([4, 3], 1)])).toBeLessThan(TOLERANCE);
  });

  it('pad, also cropping', async () => {
    const width = fc.integer({ min: -1, max: 2 });
    await fc.assert(
      fc.asyncProperty(width, width, width, async (a, b, c) => {
        const build: Parameters<typeof gradientError>[0] = (g, [x]) =>
          pad(g, x!, [
            [a, b],
            [c, 0],
          ]);
        expect(await gradientError(build, [normalTensor([3, 3], 1)])).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 15 },
    );
  });
});

it('pad with opposite widths moves the picture', async () => {
  const x = { dims: [3], data: Float32Array.of(1, 2, 3) };
  expect([...(await evaluate((g, [v]) => pad(g, v!, [[1, -1]]), [x])).data]).toEqual([0, 1, 2]);
});
