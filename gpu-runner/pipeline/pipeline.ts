import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Unread } from '@manifold/shared/protocol/result';
import { stepsOf } from '@manifold/shared/recipe/cost';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { runsOf } from '@manifold/shared/recipe/study';
import { type Bundle, readBundle } from '../bundle/bundle.ts';
import { type SamplerStep, sample } from '../diffusion/sampler.ts';
import type { Evaluate } from '../runtime/batcher.ts';
import type { Provider } from '../runtime/session.ts';
import type { Tensor, Tensors } from '../tensor/tensor.ts';
import { Workspace } from '../tensor/workspace.ts';
import { adapted } from './adapted.ts';
import { BatchedNet } from './batched-net.ts';
import { givenNoise } from './given-noise.ts';
import { givenOf, type Inputs } from './input/given.ts';
import { Memory } from './memory/memory.ts';
import { type ModelOver, modelsOf } from './models.ts';
import { keptNet } from './nets.ts';
import { noiseOf } from './noise.ts';
import { Provision, promptsOf } from './provision.ts';
import { runOf } from './runs.ts';
import { type Guard, type Guarded, guardOf } from './safety/guard.ts';
import { guardOfRun } from './safety/guard-of-run.ts';
import { guardedSteps } from './safety/guarded-steps.ts';
import { type GivenFiles, type Upscale, upscaleOf } from './upscale.ts';

/**
 * One evaluation done: the `step`-th of `of`, made at `timestep`. `x0` are the predicted clean images [count, C, H, W] in the
 * bundle's pixel range.
 */
export interface Step extends SamplerStep {
  readonly step: number;
  readonly of: number;
  /** Why any of the predicted images is black, and its x_t too. */
  readonly flags?: Guarded['flags'];
  /** Of a study: which of its pictures each of `x0` is to become. */
  readonly places?: readonly number[];
}

/** What is made of the pictures [count, C, H, W] of a run. */
export type Finish = (pictures: Tensor) => Tensor | Promise<Tensor>;

/** A bundle that is ready to sample. Computations that run at the same time share the U-Net's batches. */
export interface Pipeline {
  readonly manifest: Manifest;
  /**
   * Yields every step, of both stages, and returns the finished pictures [count, C, H, W] in the bundle's pixel range; none of
   * them is given away before it has passed the bundle's safety checker, where it has one. The recipe must have passed
   * `prepareRecipe` against the manifest; `inputs` are the files of the pictures that it names, `noise` what stands in for the
   * seed's, named as `givenNoise` has it, and `finish` is done to the pictures before they are checked. Rejects with the
   * signal's reason when aborted, with an InputError for a picture and with a NoiseError for noise that cannot be used.
   */
  run(
    recipe: Recipe,
    signal: AbortSignal,
    inputs?: Inputs,
    noise?: Tensors,
    finish?: Finish,
  ): AsyncGenerator<Step, Guarded, void>;
  /**
   * Starts runs of these recipes that wait for one another, as the panels of a study do: each of them once, or the signal aborts in
   * the end. They are of the first stage alone, and yield, return and reject as `run` does.
   */
  abreast(
    recipes: readonly Recipe[],
    signal: AbortSignal,
    inputs?: Inputs,
    noise?: Tensors,
  ): (recipe: Recipe, finish?: Finish) => AsyncGenerator<Step, Guarded, void>;
  /** What the text encoder does not read of the prompts of a recipe, a study or not, that are too long for it. */
  unread(recipe: Recipe): Promise<Unread[]>;
  /** Ends the threads of its networks; computations that still run reject. */
  close(): Promise<void>;
}

export interface PipelineOptions {
  /** Threads of one U-Net evaluation; by default the runtime's choice. */
  readonly threads?: number;
  /** The most U-Net rows of one evaluation. */
  readonly rowBudget?: number;
  readonly provider?: Provider;
  /** What its networks are loaded into, beside those of other bundles; by default there is no limit. */
  readonly memory?: Memory;
  /** A directory to keep encoded prompts and the digests of weights in; they are kept no longer than the pipeline without one. */
  readonly cache?: string;
  /** Called with the number of rows of each U-Net evaluation. */
  readonly onBatch?: (rows: number) => void;
}

/**
 * Opens the bundle in `directory`. Its networks are checked here, and loaded into threads of their own when they are first
 * wanted. Rejects with a `BundleError` that names what is wrong with it.
 */
export async function openPipeline(directory: string, options: PipelineOptions = {}): Promise<Pipeline> {
  const { rowBudget = 64, onBatch, cache, memory = new Memory(), ...netOptions } = options;
  const bundle = await readBundle(directory, cache);
  const batched = async (part: 'unet' | 'upscaler', rows: number) =>
    new BatchedNet(await keptNet(bundle, part, netOptions), { rowBudget: rows, onBatch });
  const models = await modelsOf(bundle, netOptions, memory, cache);
  const unet = await batched('unet', rowBudget);
  const upscaler = bundle.upscaler && (await batched('upscaler', upscaledRows(rowBudget, bundle.manifest)));
  const guard = await guardOf(bundle, netOptions);
  const stock = { models, memory, unet: unet.net, upscaler: upscaler?.net, checker: guard.net };
  const abreast: Pipeline['abreast'] = (recipes, signal, inputs = new Map(), noise = undefined) => {
    const provision = new Provision(recipes, stock, signal);
    const resources = { bundle, provision, unet, upscaler, guard, inputs, noise };
    return (recipe, finish = (pictures) => pictures) => runRecipe(recipe, signal, resources, finish);
  };
  return {
    manifest: bundle.manifest,
    async *run(recipe, signal, inputs, noise, finish) {
      return yield* abreast([recipe], signal, inputs, noise)(recipe, finish);
    },
    abreast,
    unread: (recipe) => models.unread(runsOf(recipe).flatMap(promptsOf)),
    close: async () => {
      const nets = [unet.net, upscaler?.net, guard.net, models.net].filter((net) => net !== undefined);
      await Promise.all(nets.map((net) => net.close()));
      for (const net of nets) memory.forget(net);
    },
  };
}

/** Rows of the second stage that are as much work as those of the first, and take about as much memory. */
function upscaledRows(rowBudget: number, { rowCost, upscale }: Manifest): number {
  return upscale ? Math.max(1, Math.floor((rowBudget * rowCost) / upscale.rowCost)) : rowBudget;
}

interface RunResources extends GivenFiles {
  readonly bundle: Bundle;
  readonly provision: Provision;
  readonly unet: BatchedNet;
  readonly upscaler: BatchedNet | undefined;
  readonly guard: Guard;
}

async function* runRecipe(
  recipe: Recipe,
  signal: AbortSignal,
  resources: RunResources,
  finish: Finish,
): AsyncGenerator<Step, Guarded, void> {
  const { provision, guard } = resources;
  try {
    const steps = await stepsIn(await provision.modelOver(), recipe, signal, resources);
    return yield* guardedSteps(numbered(steps, stepsOf(recipe), signal), guardOfRun(guard, recipe, signal), finish);
  } finally {
    provision.end();
  }
}

/** The steps of both stages, each with its networks in memory: those of the first have gone before the second's come. */
async function stepsIn(
  modelOver: ModelOver,
  recipe: Recipe,
  signal: AbortSignal,
  { bundle, provision, unet, upscaler, inputs, noise }: RunResources,
): Promise<AsyncGenerator<SamplerStep, Tensor>> {
  const { manifest, process } = bundle;
  const first = runOf(recipe, {
    manifest,
    process,
    model: modelOver(adapted(manifest, callsOf(unet, signal))),
    given: await givenOf(recipe, manifest, inputs),
    noise: noise ? givenNoise(noise, recipe, recipe.schedule, manifest) : noiseOf(recipe, manifest),
  });
  const upscale = await upscaleOf(recipe, bundle, { inputs, noise }, (noiseLevel) =>
    modelOver(callsOf(upscaler!, signal), noiseLevel),
  );
  await provision.holdFirst();
  return stages(first, upscale, () => provision.holdSecond());
}

/** The calls that one computation makes, one after another: each answer takes the place of the one before it. */
function callsOf(net: BatchedNet, signal: AbortSignal): Evaluate {
  const answers = new Workspace();
  return (feeds) => net.evaluate(feeds, signal, answers);
}

async function* stages(
  first: AsyncGenerator<SamplerStep, Tensor>,
  upscale: Upscale | undefined,
  between: () => Promise<void>,
): AsyncGenerator<SamplerStep, Tensor> {
  const small = yield* first;
  if (!upscale) return small;
  await between();
  return yield* sample(upscale(small));
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
