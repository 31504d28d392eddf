import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Tensor } from '../tensor/tensor.ts';

/** One evaluation done: the `step`-th of `of`, made at `timestep`. `x0` are the predicted clean images [count, C, H, W] in the bundle's pixel range. */
export interface Step {
  readonly step: number;
  readonly of: number;
  readonly timestep: number;
  readonly x0: Tensor;
}

/** A bundle that is loaded and ready to sample. Computations that run at the same time share the U-Net's batches. */
export interface Pipeline {
  readonly manifest: Manifest;
  /**
   * Yields every step and returns the finished pictures [count, C, H, W] in the bundle's pixel range. The recipe must have
   * passed `prepareRecipe` against the manifest. Rejects with the signal's reason when aborted.
   */
  run(recipe: Recipe, signal: AbortSignal): AsyncGenerator<Step, Tensor, void>;
  /** Ends the worker thread; computations that still run reject. */
  close(): Promise<void>;
}

export interface PipelineOptions {
  /** Threads of one U-Net evaluation; by default the runtime's choice. */
  readonly threads?: number;
  /** The most U-Net rows of one evaluation. */
  readonly rowBudget?: number;
  readonly provider?: 'cpu' | 'cuda';
}

/** Loads the bundle in `directory` in a worker thread. Rejects with a `BundleError` that names what is wrong with it. */
export async function openPipeline(directory: string, options: PipelineOptions = {}): Promise<Pipeline> {
  throw new Error(`cannot open ${directory} yet (${Object.keys(options)})`);
}
