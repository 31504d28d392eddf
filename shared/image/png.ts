/** Keyword of the PNG text chunk (iTXt, UTF-8) that carries the canonical JSON of the recipe which made the image. */
export const recipeKeyword = 'manifold.recipe';
