import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, gradientError, normalTensor } from '../runtime/gradient-check.fixture.ts';
import { batchNorm, moments } from './norm.ts';

const size = (min: number) => fc.integer({ min, max: 3 });

describe('batchNorm', () => {
  it('has the gradients of the finite differences', async () => {
    await fc.assert(
      fc.asyncProperty(size(2), size(1), size(2), size(1), fc.nat(), async (n, c, h, w, seed) => {
        const inputs = [[n, c, h, w], [c], [c]].map((dims, i) => normalTensor(dims, seed + i));
        expect(await gradientError(normalised, inputs)).toBeLessThan(5e-3);
      }),
      { numRuns: 20 },
    );
  });

  it('stays right when two of one width are stacked', async () => {
    const inputs = [[3, 2, 2, 2], [2], [2]].map((dims, i) => normalTensor(dims, i));
    const twice: Parameters<typeof gradientError>[0] = (g, [x, scale, bias]) =>
      normalised(g, [normalised(g, [x!, scale!, bias!]), scale!, bias!]);
    expect(await gradientError(twice, inputs)).toBeLessThan(5e-3);
  });

  it('stays finite where a channel is all one value', async () => {
    const flat = { dims: [2, 1, 3, 3], data: new Float32Array(18).fill(100.3) };
    const y = await evaluate(normalised, [flat, normalTensor([1], 1), normalTensor([1], 2)]);
    expect(y.data.every(Number.isFinite)).toBe(true);
  });

  it('gives each channel its bias as mean and its scale as deviation', async () => {
    const [scale, bias] = [Float32Array.of(2, 3), Float32Array.of(-1, 4)];
    const y = await evaluate(normalised, [
      normalTensor([4, 2, 3, 3], 1),
      { dims: [2], data: scale },
      { dims: [2], data: bias },
    ]);
    const first = Array.from({ length: 4 }, (_, n) => [...y.data.subarray(n * 18, n * 18 + 9)]).flat();
    const mean = first.reduce((a, b) => a + b) / first.length;
    expect(mean).toBeCloseTo(-1, 5);
    expect(first.reduce((a, b) => a + (b - mean) ** 2, 0) / first.length).toBeCloseTo(4, 3);
  });
});

const normalised: Parameters<typeof gradientError>[0] = (g, [x, scale, bias]) =>
  batchNorm(g, x!, { scale: scale!, bias: bias! }, moments(g, x!), 1e-5);
