import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Unread } from '@manifold/shared/protocol/result';
import { manifest as digits } from '@manifold/shared/recipe/arbitrary';
import { compile } from '@manifold/shared/recipe/compile';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Inputs } from '../pipeline/input/given.ts';
import type { Pipeline, Step } from '../pipeline/pipeline.ts';
import type { Guarded } from '../pipeline/safety/guard.ts';
import { zeros } from '../tensor/tensor.ts';

export const manifest: Manifest = {
  ...digits,
  name: 'gated',
  title: 'A pipeline whose steps the test lets through',
  size: 8,
  accepts: { images: true, upscale: false },
  defaults: { guidance: 5, steps: 3 },
};

/** A recipe of the given seed for `served`, by default the gated pipeline. */
export function recipeOf(seed: number, { count = 1, steps = 3, served = manifest } = {}): Recipe {
  const sample = { technique: 'sample', bundle: served.name, prompt: '7', negative: '', seed, count, steps } as const;
  return compile(sample, served);
}

/** A pipeline that takes a step each time the test lets it: for tests of what happens between two steps. */
export class GatedPipeline implements Pipeline {
  readonly manifest = manifest;
  /** The reason of the signal that ended a run. */
  stopped: unknown;
  /** The pictures that the last run was given. */
  inputs: Inputs | undefined;
  /** What it says of the prompts of any recipe. */
  tooLong: Unread[] = [];
  #open = 0;
  #opened = Promise.withResolvers<void>();

  /** Lets `steps` more through, counted over all runs. */
  let(steps: number): void {
    this.#open += steps;
    this.#opened.resolve();
    this.#opened = Promise.withResolvers();
  }

  async *run(recipe: Recipe, signal: AbortSignal, inputs?: Inputs): AsyncGenerator<Step, Guarded, void> {
    this.inputs = inputs;
    const of = recipe.schedule.timesteps.length;
    const pictures = zeros([recipe.count, 1, manifest.size, manifest.size]);
    pictures.data[0] = 1;
    for (const [index, timestep] of recipe.schedule.timesteps.entries()) {
      await this.#gate(signal);
      yield { step: index + 1, of, timestep, xt: pictures, x0: pictures };
    }
    return { pictures, flags: [] };
  }

  abreast(_: readonly Recipe[], signal: AbortSignal, inputs?: Inputs): ReturnType<Pipeline['abreast']> {
    return (recipe) => this.run(recipe, signal, inputs);
  }

  async unread(): Promise<Unread[]> {
    return this.tooLong;
  }

  async close(): Promise<void> {}

  async #gate(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    while (this.#open === 0 && !signal.aborted) await Promise.race([this.#opened.promise, aborted]);
    if (signal.aborted) this.stopped = signal.reason;
    signal.throwIfAborted();
    this.#open -= 1;
  }
}
