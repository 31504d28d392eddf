import type { StoredTraining } from '@manifold/shared/protocol/result';
import { captionOf, titled } from '@manifold/shared/recipe/caption';
import { stepsOf } from '@manifold/shared/recipe/cost';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { shortened } from '@manifold/shared/recipe/shortened';
import { picturesOf } from '@manifold/shared/recipe/study';
import type { Training } from '@manifold/shared/recipe/training';

/** Most characters of a title's words: previews of links show no more, and a recipe may have thousands. */
const titleLength = 100;

/** A recipe in a few words: what was asked for. */
export function titleOf(recipe: Recipe): string {
  return `${shortened(titled(captionOf(recipe)), titleLength)} · ${recipe.bundle.name}`;
}

/** How a recipe's pictures came to be, in a sentence. */
export function descriptionOf(recipe: Recipe): string {
  const count = picturesOf(recipe);
  const pictures = count === 1 ? 'One picture' : `${count} pictures`;
  const steps = stepsOf(recipe);
  // Pictures that are noised or blurred alone take no step.
  const way = steps === 0 ? '' : ` in ${stepsText(steps)}`;
  return `${pictures} by ${recipe.bundle.name}${way} from seed ${recipe.seed}. Anyone can replay the recipe.`;
}

function stepsText(steps: number): string {
  return steps === 1 ? 'one step' : `${steps} steps`;
}

/** How a training went, in a sentence. */
export function descriptionOfTraining({ training: { net, limit, batch, seed }, curve }: StoredTraining): string {
  const last = curve.at(-1);
  const loss = last ? `, to a loss of ${last.loss.toPrecision(3)} after ${stepsText(last.step)}` : '';
  return `${net} learnt from ${limit} of MNIST's pictures, ${batch} a step, from seed ${seed}${loss}. Anyone can take its files.`;
}

/** A training in a few words. */
export function titleOfTraining({ net, hidden, epochs }: Training): string {
  return `${net}, trained for ${epochs === 1 ? 'one epoch' : `${epochs} epochs`} at width ${hidden}`;
}
