import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { type Bundle, readBundle } from '../bundle/bundle.ts';
import type { SamplerStep } from '../diffusion/sampler.ts';
import { Batcher, type Evaluate, rowCount } from '../runtime/batcher.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { adapted } from './adapted.ts';
import { givenOf, type Inputs } from './input/given.ts';
import { type Models, modelsOf } from './models.ts';
import { openNet } from './nets.ts';
import { runOf } from './runs.ts';

/**
 * One evaluation done: the `step`-th of `of`, made at `timestep`. `x0` are the predicted clean images [count, C, H, W] in the
 * bundle's pixel range.
 */
export interface Step extends SamplerStep {
  readonly step: number;
  readonly of: number;
}

/** A bundle that is loaded and ready to sample. Computations that run at the same time share the U-Net's batches. */
export interface Pipeline {
  readonly manifest: Manifest;
  /**
   * Yields every step and returns the finished pictures [count, C, H, W] in the bundle's pixel range. The recipe must have
   * passed `prepareRecipe` against the manifest; `inputs` are the files of the pictures that it names. Rejects with the signal's
   * reason when aborted, and with an InputError for a picture that cannot be used.
   */
  run(recipe: Recipe, signal: AbortSignal, inputs?: Inputs): AsyncGenerator<Step, Tensor, void>;
  /** Ends the U-Net's thread; computations that still run reject. */
  close(): Promise<void>;
}

export interface PipelineOptions {
  /** Threads of one U-Net evaluation; by default the runtime's choice. */
  readonly threads?: number;
  /** The most U-Net rows of one evaluation. */
  readonly rowBudget?: number;
  readonly provider?: 'cpu' | 'cuda';
  /** A directory of which a part may be used to keep encoded prompts; they are kept in memory alone without one. */
  readonly cache?: string;
  /** Called with the number of rows of each U-Net evaluation. */
  readonly onBatch?: (rows: number) => void;
}

/** Loads the bundle in `directory`, its U-Net in a thread. Rejects with a `BundleError` that names what is wrong with it. */
export async function openPipeline(directory: string, options: PipelineOptions = {}): Promise<Pipeline> {
  const { rowBudget = 64, onBatch, cache, ...netOptions } = options;
  const bundle = await readBundle(directory);
  const models = await modelsOf(bundle, netOptions, cache);
  const session = await openNet({ directory: bundle.directory, part: 'unet', options: netOptions });
  const evaluate: Evaluate = (feeds) => {
    onBatch?.(rowCount(feeds));
    return session.run(feeds);
  };
  const batcher = new Batcher(evaluate, rowBudget);
  return {
    manifest: bundle.manifest,
    run: (recipe, signal, inputs = new Map()) => runRecipe(recipe, signal, { bundle, models, batcher }, inputs),
    close: () => session.release(),
  };
}

interface Means {
  readonly bundle: Bundle;
  readonly models: Models;
  readonly batcher: Batcher;
}

async function* runRecipe(
  recipe: Recipe,
  signal: AbortSignal,
  { bundle: { manifest, process }, models, batcher }: Means,
  inputs: Inputs,
): AsyncGenerator<Step, Tensor, void> {
  const modelOver = await models(recipe.estimate, signal);
  const model = modelOver(adapted(manifest, (feeds) => batcher.evaluate(feeds, signal)));
  const given = await givenOf(recipe, manifest, inputs);
  const { steps, of } = runOf(recipe, { manifest, process, model, given });
  return yield* numbered(steps, of, signal);
}

/** Counts the steps, and ends between two of them when the signal aborts. */
async function* numbered(
  steps: AsyncGenerator<SamplerStep, Tensor>,
  of: number,
  signal: AbortSignal,
): AsyncGenerator<Step, Tensor, void> {
  let next = await steps.next();
  for (let step = 1; !next.done; step++) {
    yield { ...next.value, step, of };
    signal.throwIfAborted();
    next = await steps.next();
  }
  return next.value;
}
