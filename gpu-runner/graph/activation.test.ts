import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, gradientError, normalTensor } from '../runtime/gradient-check.fixture.ts';
import { gelu, geluTanh, logSoftmax, quickGelu, relu, softmax } from './activation.ts';

const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });

describe('activation gradients are the finite differences', () => {
  it.each([
    ['gelu', gelu],
    ['geluTanh', geluTanh],
    ['quickGelu', quickGelu],
    ['softmax', softmax],
    ['logSoftmax', logSoftmax],
  ] as const)('%s', async (_, op) => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(), async (dims, seed) => {
        const wide = { dims, data: normalTensor(dims, seed).data.map((x) => 2 * x) };
        expect(await gradientError((g, [x]) => op(g, x!), [wide])).toBeLessThan(2e-3);
      }),
      { numRuns: 10 },
    );
  });

  it('relu, away from its corner', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(), async (dims, seed) => {
        const input = { dims, data: normalTensor(dims, seed).data.map((x) => x + 0.1 * Math.sign(x)) };
        expect(await gradientError((g, [x]) => relu(g, x!), [input])).toBeLessThan(2e-3);
      }),
      { numRuns: 10 },
    );
  });
});

it('gelu is exact, not the approximation by tanh', async () => {
  const x = Float32Array.of(-3, -1, -0.5, 0, 0.5, 1, 3);
  const y = await evaluate((g, [v]) => gelu(g, v!), [{ dims: [7], data: x }]);
  // x Phi(x), from tables of the normal distribution.
  const expected = [-0.00404969, -0.15865525, -0.15426877, 0, 0.34573123, 0.84134475, 2.99595031];
  expect(Math.max(...y.data.map((v, i) => Math.abs(v - expected[i]!)))).toBeLessThan(1e-6);
});

it('geluTanh is the approximation by tanh', async () => {
  const x = Float32Array.of(-3, -1, 0.5, 2);
  const y = await evaluate((g, [v]) => geluTanh(g, v!), [{ dims: [4], data: x }]);
  const literal = (v: number) => (v / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)));
  expect(Math.max(...y.data.map((v, i) => Math.abs(v - literal(x[i]!))))).toBeLessThan(1e-6);
});
