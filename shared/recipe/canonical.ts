import canonicalize from 'canonicalize';
import { type Digest, digestOf } from '../image/digest.ts';
import { Recipe } from './recipe.ts';

/** Canonical JSON of a recipe (RFC 8785), with defaults filled in: equal computations have equal text. */
export function canonicalRecipe(recipe: Recipe): string {
  return canonicalize(Recipe.parse(recipe))!;
}

/** The recipe's name: SHA-256 of its canonical JSON. It names the computation, its result, its link and its cache key. */
export function recipeId(recipe: Recipe): Promise<Digest> {
  return digestOf(new TextEncoder().encode(canonicalRecipe(recipe)));
}
