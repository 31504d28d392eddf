import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyRecipe } from './arbitrary.ts';
import { bounds, branchesMoreThan, nestsDeeperThan } from './bounds.ts';

describe('nestsDeeperThan', () => {
  it.each(['of', 'mean'] as const)('refuses a recipe nested 10,000 deep through "%s" without recursion', (key) => {
    let estimate: unknown = { prompt: '7', guidance: 5 };
    for (let depth = 0; depth < 10_000; depth++)
      estimate = key === 'of' ? { view: 'flip', of: estimate } : { mean: [estimate] };
    expect(nestsDeeperThan({ recipe: { estimate } }, bounds.json)).toBe(true);
  });

  it('counts containers', () => {
    expect(nestsDeeperThan('text', 0)).toBe(false);
    expect(nestsDeeperThan(null, 0)).toBe(false);
    expect(nestsDeeperThan([], 0)).toBe(true);
    expect(nestsDeeperThan([{ a: [] }], 2)).toBe(true);
    expect(nestsDeeperThan([{ a: [] }], 3)).toBe(false);
  });

  it('agrees with the definition by recursion', () => {
    const depth = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(8), (value, limit) => {
        expect(nestsDeeperThan(value, limit)).toBe(depth(value) > limit);
      }),
    );
  });

  it('lets every recipe through', () => {
    fc.assert(
      fc.property(anyRecipe, (recipe) => {
        expect(nestsDeeperThan({ recipe }, bounds.json)).toBe(false);
      }),
    );
  });
});

describe('branchesMoreThan', () => {
  const tree = (depth: number, of: 'mean' | 'sum'): unknown =>
    depth === 0 ? {} : { [of]: Array.from({ length: 8 }, () => tree(depth - 1, of)) };

  it.each(['mean', 'sum'] as const)('counts the entries of lists under "%s", at every depth', (of) => {
    expect(branchesMoreThan({ recipe: { study: { panels: [{ estimate: tree(2, of) }] } } }, 71)).toBe(true);
    expect(branchesMoreThan({ recipe: { study: { panels: [{ estimate: tree(2, of) }] } } }, 72)).toBe(false);
  });

  it('counts nothing else', () => {
    expect(branchesMoreThan({ mean: { a: 1 }, sum: 'text', panels: [1, 2, 3] }, 0)).toBe(false);
    expect(branchesMoreThan(null, 0)).toBe(false);
  });

  it('lets every recipe through, with as much to spare as its leaves leave', () => {
    fc.assert(
      fc.property(anyRecipe, (recipe) => {
        expect(branchesMoreThan({ recipe }, 2 * (bounds.leaves + bounds.panelLeaves))).toBe(false);
      }),
    );
  });
});
