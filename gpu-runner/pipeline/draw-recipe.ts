import type { PanelFigures } from '@manifold/shared/protocol/result';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Tensors } from '../tensor/tensor.ts';
import type { Inputs } from './input/given.ts';
import type { Pipeline, Step } from './pipeline.ts';
import type { Guarded } from './safety/guard.ts';
import { drawStudy } from './study/draw-study.ts';

/** What a recipe draws. */
export interface Drawn extends Guarded {
  /** Of a study, what each of them is, row by row of its sheet. */
  readonly rows?: readonly (readonly PanelFigures[])[];
}

/** Carries out a recipe, a study or not; yields, returns and rejects as `Pipeline.run` does. */
export async function* drawRecipe(
  pipeline: Pipeline,
  recipe: Recipe,
  signal: AbortSignal,
  inputs: Inputs = new Map(),
  noise?: Tensors,
): AsyncGenerator<Step, Drawn, void> {
  if (recipe.study) return yield* drawStudy(pipeline, recipe, recipe.study, signal, inputs, noise);
  return yield* pipeline.run(recipe, signal, inputs, noise);
}
