import { type Digest, digestOf } from '@manifold/shared/image/digest';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { Technique } from '@manifold/shared/recipe/technique';
import type { z } from 'zod';
import type { Inputs } from '../../pipeline/input/given.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { encodePng } from '../../pipeline/png.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { recipeFor } from '../recipe-for.ts';

/** How everything is drawn that is judged. */
export interface Manner {
  readonly guidance: number;
  readonly steps: number;
}

/** Omit that keeps the members of a union apart. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A technique, all but what is the same for all that is judged. */
export type Wanted = Without<z.input<typeof Technique>, 'bundle' | 'guidance'>;

/** Recipes that run at the same time, and share the U-Net's batches. */
const AT_ONCE = 16;

/** Draws from one bundle as everybody does: techniques become recipes, and recipes pictures in [-1, 1]. */
export class Examinee {
  readonly manner: Manner;
  readonly #pipeline: Pipeline;
  readonly #signal: AbortSignal;
  readonly #inputs = new Map<Digest, Uint8Array>();

  constructor(pipeline: Pipeline, manner: Manner, signal: AbortSignal) {
    this.#pipeline = pipeline;
    this.manner = manner;
    this.#signal = signal;
  }

  /** Of the pictures that are drawn, in pixels. */
  get size(): number {
    return this.#pipeline.manifest.size;
  }

  get trainTimesteps(): number {
    return this.#pipeline.manifest.trainTimesteps;
  }

  /** Takes in a picture [1, 3, S, S] in [-1, 1] that techniques can name. */
  async give(picture: Tensor): Promise<Digest> {
    const png = await encodePng(picture, [-1, 1]);
    const digest = await digestOf(png);
    this.#inputs.set(digest, png);
    return digest;
  }

  /** The pictures of each, [count, 3, S, S]. Rejects with an UnsuitedError, and with the signal's reason. */
  async draw(what: string, wanted: readonly Wanted[]): Promise<Tensor[]> {
    const recipes = wanted.map((each) => this.recipeOf(each));
    const drawn: Tensor[] = [];
    for (let start = 0; start < recipes.length; start += AT_ONCE) {
      const group = recipes.slice(start, start + AT_ONCE);
      drawn.push(...(await Promise.all(group.map((recipe) => this.#finish(recipe)))));
      process.stderr.write(`${what}: ${drawn.length} of ${recipes.length}\n`);
    }
    return drawn;
  }

  /** Throws an UnsuitedError. */
  recipeOf(wanted: Wanted): Recipe {
    const { manifest } = this.#pipeline;
    const technique = Technique.parse({ ...wanted, bundle: manifest.name, guidance: this.manner.guidance });
    return recipeFor(technique, manifest);
  }

  async #finish(recipe: Recipe): Promise<Tensor> {
    const inputs: Inputs = this.#inputs;
    const steps = this.#pipeline.run(recipe, this.#signal, inputs);
    let next = await steps.next();
    while (!next.done) next = await steps.next();
    const { dims, data } = next.value.pictures;
    return tensor(
      dims,
      data.map((value) => Math.min(1, Math.max(-1, value))),
    );
  }
}
