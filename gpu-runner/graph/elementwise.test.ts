import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradientError, normalTensor } from '../runtime/gradient-check.ts';
import { add, mul, neg, scale, sub } from './elementwise.ts';

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

  it('neg', async () => {
    expect(await gradientError((g, [x]) => neg(g, x!), [normalTensor([4], 1)])).toBeLessThan(TOLERANCE);
  });

  it('scale', async () => {
    expect(await gradientError((g, [x]) => scale(g, x!, -1.5), [normalTensor([4], 1)])).toBeLessThan(TOLERANCE);
  });

  it('a value used twice gets the sum of both gradients', async () => {
    expect(await gradientError((g, [x]) => add(g, mul(g, x!, x!), x!), [normalTensor([4], 1)])).toBeLessThan(TOLERANCE);
  });
});
