import { captionOf, titled } from '@manifold/shared/recipe/caption';
import { stepsOf } from '@manifold/shared/recipe/cost';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { picturesOf } from '@manifold/shared/recipe/study';
import type { Training } from '@manifold/shared/recipe/training';

/** A recipe in a few words: what was asked for. */
export function titleOf(recipe: Recipe): string {
  return `${titled(captionOf(recipe))} · ${recipe.bundle.name}`;
}

/** How a recipe's pictures came to be, in a sentence. */
export function descriptionOf(recipe: Recipe): string {
  const count = picturesOf(recipe);
  const pictures = count === 1 ? 'One picture' : `${count} pictures`;
  const steps = stepsOf(recipe);
  return `${pictures} by ${recipe.bundle.name} in ${steps} steps from seed ${recipe.seed}. Anyone can replay the recipe.`;
}

/** A training in a few words. */
export function titleOfTraining({ net, hidden, epochs }: Training): string {
  return `${net}, trained for ${epochs === 1 ? 'one epoch' : `${epochs} epochs`} at width ${hidden}`;
}
