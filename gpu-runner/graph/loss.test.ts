import { expect, it } from 'vitest';
import { evaluate, gradientError, normalTensor } from '../runtime/gradient-check.ts';
import { crossEntropy, squaredError } from './loss.ts';

it('squaredError is the mean over every element, with its gradients', async () => {
  const inputs = [normalTensor([2, 3], 1), normalTensor([2, 3], 2)];
  expect(await gradientError((g, [a, b]) => squaredError(g, a!, b!), inputs)).toBeLessThan(2e-3);
  const two = [Float32Array.of(1, 5), Float32Array.of(0, 2)].map((data) => ({ dims: [2], data }));
  expect((await evaluate((g, [a, b]) => squaredError(g, a!, b!), two)).data[0]).toBeCloseTo(5, 6);
});

it('crossEntropy is the mean over rows, with its gradients', async () => {
  const label = { dims: [2, 3], data: Float32Array.of(0, 1, 0, 1, 0, 0) };
  expect(await gradientError((g, [x, y]) => crossEntropy(g, x!, y!), [normalTensor([2, 3], 1), label])).toBeLessThan(
    2e-3,
  );
  const even = { dims: [2, 3], data: new Float32Array(6) };
  expect((await evaluate((g, [x, y]) => crossEntropy(g, x!, y!), [even, label])).data[0]).toBeCloseTo(Math.log(3), 6);
});
