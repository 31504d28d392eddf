import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyRecipe, anyTechnique, manifest } from './arbitrary.ts';
import { canonicalRecipe, recipeId } from './canonical.ts';
import { compile, seeded } from './compile.ts';
import { Recipe } from './recipe.ts';
import { Technique } from './technique.ts';

const compiled = (technique: Technique) =>
  compile(
    seeded(technique, () => 0),
    manifest,
  );

describe('canonicalRecipe', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(anyRecipe, fc.infiniteStream(fc.integer()), (recipe, order) => {
        expect(canonicalRecipe(shuffled(recipe, order) as Recipe)).toBe(canonicalRecipe(recipe));
      }),
    );
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(anyRecipe, (recipe) => {
        const text = canonicalRecipe(recipe);
        expect(canonicalRecipe(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it('fills in defaults: a negative prompt left out is the empty one', () => {
    const recipe = compiled(Technique.parse({ technique: 'sample', prompt: '7', seed: 1 }));
    const { negative: _, ...bare } = recipe.estimate as { prompt: string; negative: string; guidance: number };
    expect(canonicalRecipe({ ...recipe, estimate: bare } as Recipe)).toBe(canonicalRecipe(recipe));
  });

  it('has one form for each number', () => {
    const recipe = { ...compiled(Technique.parse({ technique: 'sample', prompt: '7', seed: 1, guidance: 5 })) };
    const spelled = JSON.stringify(recipe).replace('"guidance":5', '"guidance":5.0e0');
    expect(canonicalRecipe(JSON.parse(spelled))).toBe(canonicalRecipe(recipe));
    const zero = (guidance: number) =>
      canonicalRecipe({ ...recipe, estimate: { prompt: '7', negative: '', guidance } });
    expect(zero(-0)).toBe(zero(0));
  });

  it('survives a passage through JSON', () => {
    fc.assert(
      fc.property(anyRecipe, (recipe) => {
        expect(canonicalRecipe(Recipe.parse(JSON.parse(JSON.stringify(recipe))))).toBe(canonicalRecipe(recipe));
      }),
    );
  });
});

describe('recipeId', () => {
  it('is that of the compiled recipe, whichever of the two is posted', async () => {
    await fc.assert(
      fc.asyncProperty(anyTechnique, async (technique) => {
        const recipe = compiled(technique);
        const posted = Recipe.parse(JSON.parse(JSON.stringify(recipe)));
        expect(await recipeId(posted)).toBe(await recipeId(compiled(Technique.parse(technique))));
      }),
    );
  });

  it('differs between different recipes', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecipe, anyRecipe, async (a, b) => {
        fc.pre(canonicalRecipe(a) !== canonicalRecipe(b));
        expect(await recipeId(a)).not.toBe(await recipeId(b));
      }),
    );
  });

  it('is the same in every release: links are for good', async () => {
    const technique = Technique.parse({ technique: 'sample', prompt: '7', guidance: 5, steps: 4, seed: 1, count: 4 });
    expect(canonicalRecipe(compiled(technique))).toMatchInlineSnapshot(
      `"{"bundle":{"name":"mnist-class","revision":"abababababababababababababababababababababababababababababababab"},"count":4,"estimate":{"guidance":5,"negative":"","prompt":"7"},"schedule":{"clip":"none","end":"clean","timesteps":[225,150,75,0]},"seed":1,"start":{"noise":"gaussian"},"version":1}"`,
    );
    expect(await recipeId(compiled(technique))).toMatchInlineSnapshot(
      `"bc4c828a1f0bcd727004dcd84bb8819d9c7e56046ef2c405bd23e9b0ff7c8512"`,
    );
  });
});

/** The value with the keys of every object in another order. */
function shuffled(value: unknown, order: fc.Stream<number>): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, order));
  if (typeof value !== 'object' || value === null) return value;
  const ranked = Object.entries(value).map((entry) => ({ entry, rank: order.next().value as number }));
  const sorted = ranked.toSorted((a, b) => a.rank - b.rank);
  return Object.fromEntries(sorted.map(({ entry: [key, item] }) => [key, shuffled(item, order)]));
}
