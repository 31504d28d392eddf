import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, gradientError, normalTensor } from '../runtime/gradient-check.fixture.ts';
import { crossEntropy, squaredError } from './loss.ts';

const size = fc.integer({ min: 1, max: 4 });

describe('squaredError', () => {
  it('has the gradients of the finite differences', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(size, { minLength: 1, maxLength: 3 }), fc.nat(), async (dims, seed) => {
        const inputs = [normalTensor(dims, seed), normalTensor(dims, seed + 1)];
        expect(await gradientError((g, [a, b]) => squaredError(g, a!, b!), inputs)).toBeLessThan(2e-3);
      }),
      { numRuns: 8 },
    );
  });

  it('is the mean over every element', async () => {
    const two = [Float32Array.of(1, 5), Float32Array.of(0, 2)].map((data) => ({ dims: [2], data }));
    expect((await evaluate((g, [a, b]) => squaredError(g, a!, b!), two)).data[0]).toBeCloseTo(5, 6);
  });
});

describe('crossEntropy', () => {
  it('has the gradients of the finite differences, for labels that are any numbers', async () => {
    await fc.assert(
      fc.asyncProperty(size, size, fc.nat(), async (n, k, seed) => {
        const inputs = [normalTensor([n, k], seed), normalTensor([n, k], seed + 1)];
        expect(await gradientError((g, [x, y]) => crossEntropy(g, x!, y!), inputs)).toBeLessThan(2e-3);
      }),
      { numRuns: 8 },
    );
  });

  it('is the mean over rows', async () => {
    const label = { dims: [2, 3], data: Float32Array.of(0, 1, 0, 1, 0, 0) };
    const even = { dims: [2, 3], data: new Float32Array(6) };
    expect((await evaluate((g, [x, y]) => crossEntropy(g, x!, y!), [even, label])).data[0]).toBeCloseTo(Math.log(3), 6);
  });
});
