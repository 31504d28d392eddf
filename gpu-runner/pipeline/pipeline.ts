import type { Manifest } from '@manifold/shared/protocol/manifest';
import { stepsOf } from '@manifold/shared/recipe/cost';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { type Bundle, readBundle } from '../bundle/bundle.ts';
import type { Model } from '../diffusion/estimate.ts';
import { type Sampler, type SamplerStep, sample } from '../diffusion/sampler.ts';
import type { Tensor, Tensors } from '../tensor/tensor.ts';
import { adapted } from './adapted.ts';
import { alphaBars } from './alpha-bars.ts';
import { BatchedNet } from './batched-net.ts';
import { givenNoise } from './given-noise.ts';
import { givenOf, type Inputs } from './input/given.ts';
import { type Models, modelsOf } from './models.ts';
import { checkNet, type NetPart, openNet } from './nets.ts';
import { noiseOf } from './noise.ts';
import { runOf } from './runs.ts';
import { type Guard, type Guarded, openGuard } from './safety/guard.ts';
import { guardedSteps } from './safety/guarded-steps.ts';
import { upscalePlanOf } from './upscale-plan.ts';

/**
 * One evaluation done: the `step`-th of `of`, made at `timestep`. `x0` are the predicted clean images [count, C, H, W] in the
 * bundle's pixel range.
 */
export interface Step extends SamplerStep {
  readonly step: number;
  readonly of: number;
  /** Why any of the predicted images is black, and its x_t too. */
  readonly flags?: Guarded['flags'];
}

/** A bundle that is loaded and ready to sample. Computations that run at the same time share the U-Net's batches. */
export interface Pipeline {
  readonly manifest: Manifest;
  /**
   * Yields every step, of both stages, and returns the finished pictures [count, C, H, W] in the bundle's pixel range; none of
   * them is given away before it has passed the bundle's safety checker, where it has one. The recipe must have passed
   * `prepareRecipe` against the manifest; `inputs` are the files of the pictures that it names, `noise` what stands in for the
   * seed's, named as `givenNoise` has it. Rejects with the signal's reason when aborted, with an InputError for a picture and
   * with a NoiseError for noise that cannot be used.
   */
  run(recipe: Recipe, signal: AbortSignal, inputs?: Inputs, noise?: Tensors): AsyncGenerator<Step, Guarded, void>;
  /** Ends the U-Net's thread; computations that still run reject. */
  close(): Promise<void>;
}

export interface PipelineOptions {
  /** Threads of one U-Net evaluation; by default the runtime's choice. */
  readonly threads?: number;
  /** The most U-Net rows of one evaluation. */
  readonly rowBudget?: number;
  readonly provider?: 'cpu' | 'cuda';
  /** A directory to keep encoded prompts and the digests of weights in; they are kept no longer than the pipeline without one. */
  readonly cache?: string;
  /** Called with the number of rows of each U-Net evaluation. */
  readonly onBatch?: (rows: number) => void;
}

/**
 * Loads the bundle in `directory`, its U-Net in a thread; that of a second stage when it is first asked for. Rejects with a
 * `BundleError` that names what is wrong with it.
 */
export async function openPipeline(directory: string, options: PipelineOptions = {}): Promise<Pipeline> {
  const { rowBudget = 64, onBatch, cache, ...netOptions } = options;
  const bundle = await readBundle(directory, cache);
  const batched = (part: NetPart, rows: number) =>
    new BatchedNet(() => openNet({ directory: bundle.directory, part, options: netOptions }), {
      rowBudget: rows,
      onBatch,
    });
  const models = await modelsOf(bundle, netOptions, cache);
  if (bundle.upscaler) await checkNet(bundle.upscaler.unet);
  const unet = batched('unet', rowBudget);
  const upscaler = batched('upscaler', upscaledRows(rowBudget, bundle.manifest));
  await unet.load();
  const guard = await openGuard(bundle, netOptions);
  return {
    manifest: bundle.manifest,
    run: (recipe, signal, inputs = new Map(), noise = undefined) =>
      runRecipe(recipe, signal, { bundle, models, unet, upscaler, guard, inputs, noise }),
    close: async () => {
      await Promise.all([unet.close(), upscaler.close(), guard.close()]);
    },
  };
}

/** Rows of the second stage that are as much work as those of the first, and take about as much memory. */
function upscaledRows(rowBudget: number, { rowCost, upscale }: Manifest): number {
  return upscale ? Math.max(1, Math.floor((rowBudget * rowCost) / upscale.rowCost)) : rowBudget;
}

interface Means {
  readonly bundle: Bundle;
  readonly models: Models;
  readonly unet: BatchedNet;
  readonly upscaler: BatchedNet;
  readonly guard: Guard;
  readonly inputs: Inputs;
  readonly noise: Tensors | undefined;
}

async function* runRecipe(
  recipe: Recipe,
  signal: AbortSignal,
  { bundle, models, unet, upscaler, guard, inputs, noise }: Means,
): AsyncGenerator<Step, Guarded, void> {
  const { manifest, process } = bundle;
  const modelOver = await models(recipe.estimate, signal);
  const first = runOf(recipe, {
    manifest,
    process,
    model: modelOver(adapted(manifest, (feeds) => unet.evaluate(feeds, signal))),
    given: await givenOf(recipe, manifest, inputs),
    noise: noise ? givenNoise(noise, recipe, recipe.schedule, manifest) : noiseOf(recipe, manifest),
  });
  const second = await secondOf(recipe, bundle, { inputs, noise }, (noiseLevel) =>
    modelOver((feeds) => upscaler.evaluate(feeds, signal), noiseLevel),
  );
  return yield* guardedSteps(numbered(stages(first, second), stepsOf(recipe), signal), guard);
}

/** The second stage of a recipe that has one, from what the first drew. */
type Second = (small: Tensor) => Sampler;

async function secondOf(
  recipe: Recipe,
  { manifest, upscaler }: Bundle,
  { inputs, noise }: Pick<Means, 'inputs' | 'noise'>,
  modelAt: (noiseLevel: number) => Model<string>,
): Promise<Second | undefined> {
  const { upscale } = recipe;
  if (!upscale || !upscaler) return undefined;
  const { size, trainTimesteps, noiseLevels } = upscaler.traits;
  const shape = { ...manifest, size };
  const means = {
    manifest,
    size,
    alphaBar: alphaBars(upscaler.betas, trainTimesteps),
    noising: alphaBars(upscaler.noising, noiseLevels),
    given: await givenOf(recipe, shape, inputs),
    noise: noise ? givenNoise(noise, recipe, upscale.schedule, shape, 'upscale') : noiseOf(recipe, shape, 'upscale'),
  };
  return (small) => upscalePlanOf(recipe, upscale, small, modelAt(upscale.noiseLevel), means);
}

async function* stages(
  first: AsyncGenerator<SamplerStep, Tensor>,
  second: Second | undefined,
): AsyncGenerator<SamplerStep, Tensor> {
  const small = yield* first;
  return second ? yield* sample(second(small)) : small;
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
