import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { Technique } from '@manifold/shared/recipe/technique';
import type { Tensor, Tensors } from '../tensor/tensor.ts';
import type { Inputs } from './input/given.ts';
import type { Pipeline, Step } from './pipeline.ts';
import type { Guarded } from './safety/guard.ts';

/*
 * For tests: recipes that fit a pipeline, a run to its end, and how far two pictures are apart.
 */

export interface Asked {
  prompt?: string;
  seed?: number;
  count?: number;
  steps?: number;
}

export function recipeFor(
  pipeline: Pipeline,
  { prompt = pipeline.manifest.prompt.kind === 'none' ? '' : '7', seed = 1, count = 1, steps = 6 }: Asked,
): Recipe {
  return compiled(pipeline, { technique: 'sample', prompt, seed, count, steps });
}

/** The recipe of a technique on a bundle. */
export function compiled({ manifest }: Pick<Pipeline, 'manifest'>, asked: object): Recipe {
  const technique = Technique.parse({ bundle: manifest.name, ...asked });
  const prepared = prepareTechnique(technique, manifest, () => 0);
  if (!prepared.ok) throw new Error(prepared.faults[0]!.detail);
  return prepared.recipe;
}

export async function run(
  pipeline: Pipeline,
  recipe: Recipe,
  inputs: Inputs = new Map(),
  noise?: Tensors,
): Promise<{ steps: Step[] } & Guarded> {
  const steps: Step[] = [];
  const sampling = pipeline.run(recipe, new AbortController().signal, inputs, noise);
  for (let next = await sampling.next(); ; next = await sampling.next()) {
    if (next.done) return { steps, ...next.value };
    steps.push(next.value);
  }
}

/** The greatest difference of two pictures in [0, 1], in levels of 255. */
export function greyLevels(a: Tensor, b: Tensor): number {
  const level = (value: number) => Math.round(255 * Math.min(Math.max(value, 0), 1));
  return Math.max(...a.data.map((value, i) => Math.abs(level(value) - level(b.data[i]!))));
}
