import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradientError, normalTensor } from '../runtime/gradient-check.fixture.ts';
import { add, mul, neg, scale, sub } from './elementwise.ts';
import type { Graph } from './graph.ts';
import type { Value } from './value.ts';

const TOLERANCE = 2e-3;

/** Two shapes that broadcast to one: each axis is dropped, one, or whole on either side. */
const broadcasting = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 3 })
  .chain((axes) => fc.tuple(fc.constant(axes), fc.integer({ min: 0, max: axes.length })))
  .map(([axes, dropped]) => ({
    a: axes.map(([size, one]) => (one ? 1 : size)),
    b: axes.map(([size, , one]) => (one ? 1 : size)).slice(dropped),
  }));

describe('elementwise gradients are the finite differences', () => {
  it.each([
    ['add', add],
    ['sub', sub],
    ['mul', mul],
  ] as const)('%s, with broadcasting', async (_, op) => {
    await fc.assert(
      fc.asyncProperty(broadcasting, fc.nat(), async ({ a, b }, seed) => {
        const inputs = [normalTensor(a, seed), normalTensor(b, seed + 1)];
        expect(await gradientError((g, [x, y]) => op(g, x!, y!), inputs)).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 15 },
    );
  });

  it.each<[string, (g: Graph, x: Value) => Value]>([
    ['neg', neg],
    ['scale', (g, x) => scale(g, x, -1.5)],
    ['a value used twice, which gets the sum of both', (g, x) => add(g, mul(g, x, x), x)],
  ])('%s', async (_, op) => {
    await fc.assert(
      fc.asyncProperty(broadcasting, fc.nat(), async ({ a }, seed) => {
        expect(await gradientError((g, [x]) => op(g, x!), [normalTensor(a, seed)])).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 8 },
    );
  });
});
