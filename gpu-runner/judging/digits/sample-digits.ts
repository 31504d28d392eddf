import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { DIGITS, PIXELS } from '../../train/digits/mnist.ts';
import { recipeFor } from '../recipe-for.ts';

/** What is sampled to be judged. */
export interface Asked {
  readonly bundle: string;
  /** A multiple of ten. */
  readonly samples: number;
  readonly guidance: number;
  readonly steps: number;
  /** First of the seeds; no two recipes share one. */
  readonly seed: number;
}

/** Samples of one recipe; ten recipes run at once, one for each digit where the bundle knows digits. */
export const COUNT = 10;

/**
 * The samples of ten prompts, 784 values in [0, 1] each, one prompt after another: the digits, or where the bundle takes no
 * prompt ten times nothing. They are held once, since 100,000 take 314 MB. Rejects with an UnsuitedError.
 */
export async function sampleDigits(pipeline: Pipeline, asked: Asked, signal: AbortSignal): Promise<Float32Array> {
  const each = asked.samples / DIGITS;
  const pixels = new Float32Array(asked.samples * PIXELS);
  for (let done = 0; done < each; done += COUNT) {
    const count = Math.min(COUNT, each - done);
    const recipes = recipesOf(asked, done, count, pipeline.manifest);
    const finished = await Promise.all(recipes.map((recipe) => finish(pipeline, recipe, signal)));
    for (const [digit, some] of finished.entries()) pixels.set(some, (digit * each + done) * PIXELS);
    process.stderr.write(`${(done + count) * DIGITS} of ${asked.samples} sampled\n`);
  }
  return pixels;
}

function recipesOf(asked: Asked, done: number, count: number, manifest: Manifest): Recipe[] {
  return Array.from({ length: DIGITS }, (_, digit) => {
    const { bundle, guidance, steps } = asked;
    const seed = asked.seed + (done / COUNT) * DIGITS + digit;
    const prompts = { prompt: manifest.prompt.kind === 'class' ? String(digit) : '', negative: '' };
    return recipeFor({ technique: 'sample', bundle, ...prompts, guidance, steps, seed, count }, manifest);
  });
}

async function finish(pipeline: Pipeline, recipe: Recipe, signal: AbortSignal): Promise<Float32Array> {
  const steps = pipeline.run(recipe, signal);
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  return next.value.pictures.data.map((value) => Math.min(1, Math.max(0, value)));
}
